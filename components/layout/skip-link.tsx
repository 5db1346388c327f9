/** The first stop of the keyboard: past the navigation, to the content. */
export function SkipLink({ label }: { label: string }) {
  return (
    <a
      href="#content"
      className="sr-only z-50 rounded-control bg-accent px-4 py-2.5 font-medium text-accent-ink text-sm shadow-overlay focus:not-sr-only focus:fixed focus:top-3 focus:left-3"
    >
      {label}
    </a>
  );
}
