import { Bot, Laptop, Smartphone, Tablet } from 'lucide-react';
import type { SessionShape } from '#lib/contracts/shapes.ts';

/** What kind of device a session is on. */
export function SessionIcon({ kind, device }: Pick<SessionShape, 'kind' | 'device'>) {
  const Icon = kind === 'api' ? Bot : device.type === 'mobile' ? Smartphone : device.type === 'tablet' ? Tablet : Laptop;
  return <Icon className="size-[1.125rem]" />;
}
