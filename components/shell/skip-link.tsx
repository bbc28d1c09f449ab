/** The first thing a keyboard reaches: past everything that is the same on each page. */
export const SkipLink = () => (
  <a
    href="#content"
    className="sr-only z-50 rounded-control bg-raised text-small font-medium shadow-pop focus:not-sr-only focus:fixed focus:top-3 focus:left-3 focus:px-4 focus:py-2"
  >
    Skip to content
  </a>
);
