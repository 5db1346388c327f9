import type { ComponentProps } from 'react';
import { classNames } from './class-names.ts';

export function Table({ className, ...props }: ComponentProps<'table'>) {
  return <table className={classNames('w-full border-collapse text-left text-sm', className)} {...props} />;
}

export function TableHead({ className, ...props }: ComponentProps<'th'>) {
  return (
    <th
      scope="col"
      className={classNames('border-line border-b px-3 py-2.5 font-medium text-faint text-xs first:pl-6 last:pr-6', className)}
      {...props}
    />
  );
}

export function TableCell({ className, ...props }: ComponentProps<'td'>) {
  return <td className={classNames('border-line border-b px-3 py-3.5 align-middle first:pl-6 last:pr-6', className)} {...props} />;
}
