import { cva, type VariantProps } from 'class-variance-authority';

/** The looks of a button, also for links that act like one. Kept apart from Button so that sign-in pages need nothing else. */
export const buttonVariants = cva(
  'inline-flex cursor-pointer select-none items-center justify-center gap-2 rounded-control font-medium transition-[background-color,border-color,color,box-shadow,transform] duration-150 active:translate-y-px disabled:pointer-events-none disabled:opacity-60 [&_svg]:shrink-0',
  {
    variants: {
      variant: {
        primary:
          'bg-accent text-accent-ink shadow-[inset_0_1px_0_rgb(255_255_255/0.16),0_1px_2px_rgb(var(--shadow)/0.16)] hover:bg-accent-hover',
        secondary: 'border border-line bg-surface text-ink shadow-control hover:border-line-strong hover:bg-sunken',
        ghost: 'text-muted hover:bg-sunken hover:text-ink',
        danger: 'bg-danger text-danger-ink shadow-control hover:opacity-90',
        'danger-outline': 'border border-line bg-surface text-danger-text shadow-control hover:border-danger hover:bg-danger-soft',
        link: 'rounded-sm text-accent-text underline decoration-accent/35 underline-offset-4 hover:decoration-accent',
      },
      size: {
        large: 'h-11 whitespace-nowrap px-5 text-[0.9375rem]',
        medium: 'h-10 whitespace-nowrap px-4 text-sm',
        small: 'h-8 whitespace-nowrap rounded-lg px-3 text-[0.8125rem]',
        icon: 'size-9',
        text: 'h-auto p-0',
      },
    },
    defaultVariants: { variant: 'primary', size: 'medium' },
  },
);

export type ButtonVariants = VariantProps<typeof buttonVariants>;
