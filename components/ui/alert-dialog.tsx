'use client';

import { AlertDialog as Primitive } from 'radix-ui';
import type { ComponentProps, ReactNode } from 'react';
import { buttonVariants } from './button-variants.ts';

type ConfirmDialogProps = {
  trigger: ReactNode;
  title: string;
  description: string;
  cancelLabel: string;
  confirmLabel: string;
  onConfirm: () => void;
  open: boolean;
  onOpenChange: (open: boolean) => void;
};

/** Asks before something that cannot be taken back. Focus starts on the harmless answer. */
export function ConfirmDialog({
  trigger,
  title,
  description,
  cancelLabel,
  confirmLabel,
  onConfirm,
  open,
  onOpenChange,
}: ConfirmDialogProps) {
  return (
    <Primitive.Root open={open} onOpenChange={onOpenChange}>
      <Primitive.Trigger asChild>{trigger}</Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Overlay className="fixed inset-0 z-40 animate-fade bg-black/45 backdrop-blur-[2px]" />
        <Primitive.Content className="fixed top-1/2 left-1/2 z-50 w-[min(27rem,calc(100vw-2rem))] -translate-x-1/2 -translate-y-1/2 animate-fade rounded-card border border-line bg-raised p-6 shadow-overlay">
          <Primitive.Title className="font-semibold text-ink text-lg tracking-tight">{title}</Primitive.Title>
          <Primitive.Description className="mt-2 text-muted text-sm leading-6">{description}</Primitive.Description>
          <div className="mt-6 flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
            <Primitive.Cancel className={buttonVariants({ variant: 'secondary' })}>{cancelLabel}</Primitive.Cancel>
            <ConfirmButton onClick={onConfirm}>{confirmLabel}</ConfirmButton>
          </div>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}

function ConfirmButton(props: ComponentProps<typeof Primitive.Action>) {
  return <Primitive.Action className={buttonVariants({ variant: 'danger' })} {...props} />;
}
