/** The texts of the error pages. They stand alone, because these pages must work when everything else is broken. `missing` is what the messages say of a page that is not there. */
export const crashTexts = {
  en: {
    title: 'Something went wrong on our side',
    text: 'It has been logged. Try again; if it stays, send the reference below to an administrator.',
    retry: 'Try again',
    reference: 'Reference',
    missing: { title: 'There is nothing here', text: 'The address may be mistyped, or the page has moved.' },
  },
  de: {
    title: 'Bei uns ist etwas schiefgegangen',
    text: 'Der Fehler wurde protokolliert. Versuchen Sie es noch einmal; bleibt er, schicken Sie die Kennung unten an die Administration.',
    retry: 'Noch einmal versuchen',
    reference: 'Kennung',
    missing: { title: 'Hier ist nichts', text: 'Vielleicht ist die Adresse falsch geschrieben, oder die Seite ist umgezogen.' },
  },
} as const;
