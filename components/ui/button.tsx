import type { ComponentProps } from 'react';
import { type ButtonVariants, buttonVariants } from './button-variants.ts';
import { classNames } from './class-names.ts';

/** A button; a link that looks like one takes `buttonVariants()` instead. */
export function Button({ className, variant, size, type = 'button', ...props }: ComponentProps<'button'> & ButtonVariants) {
  return <button type={type} className={classNames(buttonVariants({ variant, size }), className)} {...props} />;
}
