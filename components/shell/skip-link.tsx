/** The first thing a keyboard reaches: past everything that is the same on each page. */
export const SkipLink = () => (
  <a
    href="#content"
    className="sr-only z-50 rounded-control bg-raised px-4 py-2 text-small font-medium shadow-pop focus:not-sr-only focus:fixed focus:top-3 focus:left-3"
  >
    Skip to content
  </a>
);
