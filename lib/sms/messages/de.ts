import type { TextTexts } from './en.ts';

export const de: TextTexts = {
  sign_in: '{code} ist Ihr Code für die Anmeldung bei {host}. Er gilt 10 Minuten. Geben Sie ihn niemandem weiter.',
  second_factor:
    '{code} ist Ihr Code, um die Anmeldung bei {host} abzuschließen. Wenn Sie das nicht waren, kennt jemand Ihr Passwort: Ändern Sie es.',
  step_up:
    '{code} bestätigt eine Änderung an Ihrem Konto bei {host}. Wenn Sie das nicht waren, melden Sie alle Geräte ab und ändern Sie Ihr Passwort.',
  confirm_phone: '{code} bestätigt diese Nummer für ein Konto bei {host}. Wenn Sie das nicht waren, ist nichts zu tun.',
  factor_setup: '{code} schaltet SMS als zweiten Schritt Ihres Kontos bei {host} ein. Geben Sie den Code niemandem weiter.',
  recovery_notice:
    'Jemand möchte die zweiten Faktoren Ihres Kontos bei {host} entfernen. Wenn Sie das nicht waren, halten Sie es auf: siehe Ihre Mail.',
  phone_replaced: 'Diese Nummer gehört nicht mehr zu Ihrem Konto bei {host}. Wenn Sie das nicht waren, ändern Sie sofort Ihr Passwort.',
};
