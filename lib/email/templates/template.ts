import type { MailBlock } from '#lib/email/mail-document.ts';
import type { MailTexts } from '#lib/email/messages/en.ts';
import type { MailMessage } from '#lib/email/queue-mail.ts';

type Name = MailMessage['template'];

/** Who reads it: in which language, and in which time zone times are told. */
export type Reader = { locale: string; timezone: string };

/** Turns one kind of message into the blocks of its mail, in the language of `texts`, which also hold its heading and subject. */
export type Template<T extends Name> = (message: Extract<MailMessage, { template: T }>, texts: MailTexts[T], reader: Reader) => MailBlock[];
