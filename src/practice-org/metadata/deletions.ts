import { attempt, failed, warned, type Subject } from './deploy-messages.ts';
import type { Draft } from './draft.ts';
import type { Destruction } from './package-reader.ts';
import type { DeployMessage } from './types.ts';
import { keyOf } from './zip-components.ts';

/** Takes a component and all that lives in it out of the draft. */
export const removeComponent = (draft: Draft, key: string): void => {
  draft.components.delete(key);
  for (const [child, { parent }] of draft.components) if (parent === key) draft.components.delete(child);
};

/** Obeys one destructive manifest: a message per member. What is not there is a warning. */
export const destroy = (draft: Draft, { fileName, manifest }: Destruction): readonly DeployMessage[] => {
  const messages: DeployMessage[] = [];
  const createdDate = draft.context.now.toISOString();
  for (const { name: componentType, members } of manifest.types)
    for (const fullName of members) {
      const key = keyOf(componentType, fullName);
      const stored = draft.components.get(key);
      const subject: Subject = { componentType, fullName, fileName, createdDate: stored?.createdDate ?? createdDate };
      if (fullName === '*') {
        messages.push(failed(subject, 'Wildcards are not supported in destructive changes'));
      } else if (!stored) {
        const missing = { ...subject, componentType: '', fullName: fileName };
        messages.push(warned(missing, `No ${componentType} named: ${fullName} found`));
      } else {
        const remove = (): 'deleted' => {
          removeComponent(draft, key);
          return 'deleted';
        };
        messages.push(attempt({ ...subject, id: stored.id }, remove));
      }
    }
  return messages;
};
