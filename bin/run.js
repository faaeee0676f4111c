#!/usr/bin/env node
// The plugin by itself, without the Salesforce CLI around it.
import { execute } from '@oclif/core';

await execute({ dir: import.meta.url });
