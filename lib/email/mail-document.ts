/** What a mail says, in the order it is read. The HTML part and the text part are both drawn from it, so they cannot drift apart. */
export type MailDocument = {
  /** No secret here: it is shown on lock screens and kept in server logs. */
  subject: string;
  preview: string;
  heading: string;
  blocks: MailBlock[];
};

export type MailBlock =
  | { kind: 'text'; text: string }
  | { kind: 'note'; text: string }
  | { kind: 'code'; code: string }
  /** The one thing to do; at most one per mail. */
  | { kind: 'action'; label: string; link: string }
  | { kind: 'link'; text: string; link: string };
