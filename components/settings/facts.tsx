/** What is so and can't be changed here. */
export const Facts = ({ facts }: { facts: [what: string, is: string][] }) => (
  <dl className="grid grid-cols-1 gap-x-6 gap-y-3 text-small sm:grid-cols-[14rem_minmax(0,1fr)]">
    {facts.map(([what, is]) => (
      <div key={what} className="contents">
        <dt className="font-medium">{what}</dt>
        <dd className="text-muted max-sm:-mt-2">{is}</dd>
      </div>
    ))}
  </dl>
);
