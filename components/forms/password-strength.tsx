/** What each of the four levels says, the weakest first. */
export type StrengthTexts = string[];

const filled = [
  'group-data-[level=1]/strength:bg-danger group-data-[level=2]/strength:bg-warning-text group-data-[level=3]/strength:bg-success-text group-data-[level=4]/strength:bg-success-text',
  'group-data-[level=2]/strength:bg-warning-text group-data-[level=3]/strength:bg-success-text group-data-[level=4]/strength:bg-success-text',
  'group-data-[level=3]/strength:bg-success-text group-data-[level=4]/strength:bg-success-text',
  'group-data-[level=4]/strength:bg-success-text',
];

/** Drawn by /page-enhancements.js while somebody types; takes no room before that, nor where no script runs. */
export function PasswordStrength({ texts }: { texts: StrengthTexts }) {
  const levels = Object.fromEntries(texts.map((text, index) => [`data-text${index + 1}`, text]));
  return (
    <div data-strength="" {...levels} suppressHydrationWarning className="group/strength">
      <div aria-hidden className="mt-2 hidden gap-1.5 group-data-level/strength:flex">
        {filled.map((classes) => (
          <span key={classes} className={`h-1 flex-1 rounded-full bg-line ${classes}`} />
        ))}
      </div>
      <p role="status" suppressHydrationWarning className="text-[0.8125rem] text-muted leading-5 not-empty:mt-1.5" />
    </div>
  );
}
