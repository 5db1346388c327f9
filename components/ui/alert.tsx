import { cva, type VariantProps } from 'class-variance-authority';
import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';

const alertVariants = cva('flex gap-3 rounded-control px-3.5 py-3 text-sm leading-6', {
  variants: {
    tone: {
      danger: 'bg-danger-soft text-danger-text',
      warning: 'bg-warning-soft text-warning-text',
      success: 'bg-success-soft text-success-text',
      neutral: 'bg-sunken text-muted',
    },
  },
});

const icons = { danger: CircleAlert, warning: TriangleAlert, success: CircleCheck, neutral: Info };

type AlertProps = Omit<ComponentProps<'div'>, 'title'> & {
  tone: NonNullable<VariantProps<typeof alertVariants>['tone']>;
  title?: ReactNode;
};

/** A message about the page. Give it `role="alert"` when it appears because of something the reader did. */
export function Alert({ tone, title, children, className, ...props }: AlertProps) {
  const Icon = icons[tone];
  return (
    <div className={`${alertVariants({ tone })} ${className ?? ''}`} {...props}>
      <Icon aria-hidden className="mt-1 size-4 shrink-0" strokeWidth={2.25} />
      <div className="min-w-0 flex-1">
        {title ? <p className="font-medium">{title}</p> : null}
        {children}
      </div>
    </div>
  );
}
