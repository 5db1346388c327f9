import { Body, Button, Container, Head, Heading, Hr, Html, Link, Preview, Section, Text } from '@react-email/components';
import type { MailBlock, MailDocument } from '#lib/email/mail-document.ts';
import type { MailTexts } from '#lib/email/messages/en.ts';
import { darkStyles, styles } from './mail-styles.ts';

type Props = { document: MailDocument; locale: string; texts: MailTexts['layout']; host: string };

/** The one frame of all mails: no remote image, font or style, readable in light and dark. */
export function MailLayout({ document, locale, texts, host }: Props) {
  return (
    <Html lang={locale} dir="ltr">
      <Head>
        <title>{document.subject}</title>
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <style>{darkStyles}</style>
      </Head>
      <Preview>{document.preview}</Preview>
      <Body className="page" style={styles.page}>
        <Container className="card" style={styles.card}>
          <LogoMark />
          <Heading as="h1" className="strong" style={styles.heading}>
            {document.heading}
          </Heading>
          {document.blocks.map((block) => (
            <Block key={JSON.stringify(block)} block={block} texts={texts} />
          ))}
          <Hr className="line" style={styles.line} />
          <Text className="faint" style={styles.footer}>
            {texts.footer.replace('{host}', () => host)}
          </Text>
        </Container>
      </Body>
    </Html>
  );
}

/** The gate and its keyhole, drawn with borders: mail programs show neither SVG nor, unasked, remote images. */
function LogoMark() {
  return (
    <table role="presentation" cellPadding={0} cellSpacing={0} style={styles.logo}>
      <tbody>
        <tr>
          <td valign="bottom">
            <div className="arch" style={styles.arch}>
              <div className="keyhole" style={styles.keyhole} />
            </div>
          </td>
          <td className="strong" style={styles.name}>
            Gatehouse
          </td>
        </tr>
      </tbody>
    </table>
  );
}

function Block({ block, texts }: { block: MailBlock; texts: MailTexts['layout'] }) {
  switch (block.kind) {
    case 'text':
      return (
        <Text className="strong" style={styles.text}>
          {block.text}
        </Text>
      );
    case 'note':
      return (
        <Text className="faint" style={styles.note}>
          {block.text}
        </Text>
      );
    case 'code':
      return (
        <Section className="code" style={styles.codeBox}>
          <Text className="faint" style={styles.codeLabel}>
            {texts.code}
          </Text>
          <Text className="strong" style={styles.code}>
            {block.code}
          </Text>
        </Section>
      );
    case 'action':
      return (
        <Section style={styles.action}>
          <Button href={block.link} className="button" style={styles.button}>
            {block.label}
          </Button>
          <Text className="faint" style={styles.note}>
            {texts.link}
            <br />
            <Address link={block.link} />
          </Text>
        </Section>
      );
    case 'link':
      return (
        <Text className="strong" style={styles.text}>
          {block.text}
          <br />
          <Address link={block.link} />
        </Text>
      );
  }
}

function Address({ link }: { link: string }) {
  return (
    <Link href={link} className="link" style={styles.link}>
      {link}
    </Link>
  );
}
