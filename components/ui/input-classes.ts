/** The look of every one-line field. */
export const inputClasses =
  'h-11 w-full min-w-0 rounded-control border border-line-strong/80 bg-surface px-3.5 text-base text-ink shadow-control transition-[border-color,box-shadow] duration-150 placeholder:text-faint hover:border-line-strong focus-visible:border-accent focus-visible:outline-none focus-visible:ring-4 focus-visible:ring-accent/20 disabled:bg-sunken disabled:text-muted aria-invalid:border-danger aria-invalid:focus-visible:ring-danger/20 sm:text-[0.9375rem]';
