import { visible } from './visible.ts';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it can stand between tags and in quoted attributes, whatever it holds. */
export const html = (text: string): string =>
  visible(text).replace(/[&<>"']/g, (character) => entities[character] ?? '');
