/** How far it is; without `value` it is on its way and nobody knows how far. */
export const Progress = ({ label, value, max = 100 }: { label: string; value?: number; max?: number }) => (
  <progress aria-label={label} value={value} max={max} className="progress-bar" />
);
