/** The languages of pages and mails, each in its own words. */
export const localeOptions = [
  { value: 'en', label: 'English' },
  { value: 'de', label: 'Deutsch' },
];
