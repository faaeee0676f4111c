/** `bad` destroys something, `warn` has to be read, `good` reassures. */
export type Tone = 'plain' | 'good' | 'change' | 'bad' | 'warn';

export interface PlanLine {
  readonly tone: Tone;
  readonly text: string;
}

/** One line of a section: `~ ApexClass:Greeter  text`, with what lies inside it below. */
export interface PlanItem {
  readonly sign: '' | '+' | '~' | '-' | '○' | '=' | '!';
  readonly tone: Tone;
  readonly name: string;
  /** The name is none but a sentence of ours. */
  readonly isSentence?: true;
  /** What it says of the name. */
  readonly text?: string;
  /** The end of the text that must not be overlooked. */
  readonly loud?: string;
  readonly link?: string;
  readonly inside?: readonly PlanItem[];
}

export interface PlanSection {
  readonly title: string;
  readonly tone: Tone;
  readonly items: readonly PlanItem[];
}
