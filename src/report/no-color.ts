import chalk from 'chalk';

/** The colour library looks at the terminal but not at `NO_COLOR` (no-color.org). */
if (process.env['NO_COLOR']) chalk.level = 0;
