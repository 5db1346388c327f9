'use client';

import { LoaderCircle } from 'lucide-react';
import type { ReactNode } from 'react';
import { useFormStatus } from 'react-dom';
import { type ButtonVariants, buttonVariants } from '#components/ui/button-variants.ts';

type SubmitButtonProps = ButtonVariants & { children: ReactNode; pendingLabel: string; className?: string; name?: string; value?: string };

/** Never starts disabled. While the form is under way it says so; without React the same look comes from `form[data-pending]`. */
export function SubmitButton({ children, pendingLabel, className = '', variant, size, name, value }: SubmitButtonProps) {
  const { pending } = useFormStatus();
  return (
    <button
      type="submit"
      name={name}
      value={value}
      aria-disabled={pending || undefined}
      data-pending={pending ? '' : undefined}
      onClick={pending ? (event) => event.preventDefault() : undefined}
      className={`group/submit ${buttonVariants({ variant, size })} ${className}`}
    >
      <span className="group-data-pending/submit:hidden group-data-pending:hidden">{children}</span>
      <span className="hidden items-center gap-2 group-data-pending/submit:inline-flex group-data-pending:inline-flex">
        <LoaderCircle aria-hidden className="size-4 animate-spin" />
        {pendingLabel}
      </span>
    </button>
  );
}
