const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS = "10X98765432";

/** Whether an 18-digit ID number is right by its checksum (GB 11643). */
export function isIdNumber(text: string): boolean {
  if (!/^\d{17}[\dX]$/.test(text)) return false;
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * Number(text[index]), 0);
  return CHECKS[sum % 11] === text[17];
}

/** Whether it can be a mobile number of the mainland. */
export function isMobileNumber(text: string): boolean {
  return /^1[3-9]\d{9}$/.test(text);
}

/** A text as it may be shown: of numbers of persons the first and last digits only, for whoever looks over a shoulder. */
export function masked(text: string): string {
  return text.replace(/\d{17}[\dXx]|1[3-9]\d{9}/g, (number) => number.slice(0, 3) + "•".repeat(number.length - 7) + number.slice(-4));
}
