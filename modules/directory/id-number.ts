const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const checks = '10X98765432';

/**
 * Whether a text is a citizen's identity number (GB 11643-1999): 17 digits with a real birth date in them, and the check character
 * of ISO 7064 MOD 11-2.
 */
export function isIdNumber(text: string): boolean {
  if (!/^[1-9]\d{16}[\dX]$/.test(text)) return false;
  const [year, month, day] = [text.slice(6, 10), text.slice(10, 12), text.slice(12, 14)].map(Number);
  const born = new Date(Date.UTC(year ?? 0, (month ?? 0) - 1, day));
  if (born.getUTCMonth() + 1 !== month || born.getUTCDate() !== day || Number(year) < 1900) return false;
  const sum = weights.reduce((total, weight, i) => total + weight * Number(text[i]), 0);
  return checks[sum % 11] === text[17];
}

/** An identity document's number in the one form under which it is hashed: upper case, without spaces; `undefined` when it cannot be one. */
export function normalIdNumber(text: string): string | undefined {
  const plain = text.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase();
  if (/^\d{17}[\dX]$/.test(plain)) return isIdNumber(plain) ? plain : undefined;
  return /^[A-Z]{1,3}\d{6,10}$/.test(plain) ? plain : undefined; // passports, travel permits
}
