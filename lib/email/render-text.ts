import type { MailBlock, MailDocument } from './mail-document.ts';
import type { MailTexts } from './messages/en.ts';

function blockText(block: MailBlock, texts: MailTexts['layout']): string {
  switch (block.kind) {
    case 'text':
    case 'note':
      return block.text;
    case 'code':
      return `${texts.code}: ${block.code}`;
    case 'action':
      return `${block.label}:\n${block.link}`;
    case 'link':
      return `${block.text}\n${block.link}`;
  }
}

/** The text part of a mail: everything its HTML part says. */
export function renderText(document: MailDocument, texts: MailTexts['layout'], host: string): string {
  const footer = texts.footer.replace('{host}', () => host);
  return [document.heading, ...document.blocks.map((block) => blockText(block, texts)), `-- \n${footer}`].join('\n\n').concat('\n');
}
