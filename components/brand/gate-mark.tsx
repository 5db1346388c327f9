/** The mark: a gate with a keyhole of light in it. */
export function GateMark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className={className}>
      <path fill="currentColor" d="M3 30V15.5C3 8.6 8.8 3 16 3s13 5.6 13 12.5V30h-6V15.6C23 11.9 19.9 9 16 9s-7 2.9-7 6.6V30Z" />
      <path fill="currentColor" d="M16 14.2a2.7 2.7 0 0 1 1.5 4.95L18.9 30h-5.8l1.4-10.85A2.7 2.7 0 0 1 16 14.2Z" opacity=".72" />
    </svg>
  );
}
