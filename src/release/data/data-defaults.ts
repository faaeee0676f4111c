import { dataSchema, type DataConfiguration } from './data-configuration.ts';

/** A project that says nothing of data. */
export const dataDefaults: DataConfiguration = dataSchema.parse({});
