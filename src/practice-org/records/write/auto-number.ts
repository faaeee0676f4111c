/** `A-{0000}` and 7 make `A-0007`; `{YYYY}`-like date parts are left as they are. */
export const autoNumberText = (format: string, number: number): string =>
  format.replace(/\{(0+)\}/, (_, zeros: string) => String(number).padStart(zeros.length, '0'));
