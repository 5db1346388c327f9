'use client';

import dynamic from 'next/dynamic';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { StepUpActions, StepUpState } from './step-up-dialog.tsx';

const StepUpDialog = dynamic(() => import('./step-up-dialog.tsx').then((module) => module.StepUpDialog), { ssr: false });

/** What is sent once the person has confirmed that it is them, and what the dialog shows until then. */
type Held = { form: HTMLFormElement; submitter: HTMLElement | null; stepUp: StepUpState };

export type StepUpGateProps = StepUpActions & {
  /** Until when the last proof counts (ISO 8601), as of this page. */
  freshUntil: string | null;
  /** Asks the server how this person can confirm that it is them, and for the texts. */
  describeStepUp: () => Promise<StepUpState>;
  email: string;
};

/** A proof that ends while the form is on its way is asked for again now. */
const marginMilliseconds = 5000;

/**
 * Holds back forms marked `data-step-up` while no fresh proof counts: a dialog asks for it, then the same form, with all
 * that was typed into it, is sent. Without scripts the server leads to /step-up instead.
 */
export function StepUpGate({ freshUntil, describeStepUp, ...dialog }: StepUpGateProps) {
  const until = useRef(freshUntil ? Date.parse(freshUntil) : 0);
  // The one form that goes through whatever this device's clock says: it was confirmed just now.
  const confirmed = useRef<HTMLFormElement | null>(null);
  const [held, setHeld] = useState<Held | null>(null);
  useEffect(() => {
    const hold = (event: SubmitEvent) => {
      const form = event.target;
      if (!(form instanceof HTMLFormElement) || !form.matches('[data-step-up]')) return;
      if (confirmed.current === form) {
        confirmed.current = null;
        return;
      }
      if (until.current > Date.now() + marginMilliseconds) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const { submitter } = event;
      const { pathname, search } = window.location;
      describeStepUp().then(
        (stepUp) => setHeld({ form, submitter, stepUp }),
        () => window.location.assign(`/step-up?redirect_to=${encodeURIComponent(pathname + search)}`),
      );
    };
    window.addEventListener('submit', hold, true);
    return () => window.removeEventListener('submit', hold, true);
  }, [describeStepUp]);
  const proceed = useCallback(
    (fresh: string) => {
      if (!held) return;
      until.current = Date.parse(fresh);
      confirmed.current = held.form;
      setHeld(null);
      held.form.requestSubmit(held.submitter);
    },
    [held],
  );
  if (!held) return null;
  return <StepUpDialog stepUp={held.stepUp} {...dialog} onConfirmed={proceed} onCancel={() => setHeld(null)} />;
}
