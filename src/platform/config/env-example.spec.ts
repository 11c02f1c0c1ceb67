import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { loadConfig } from './index.js';
import { defaultText, VARIABLES } from './variables.js';

const text = readFileSync(join(import.meta.dirname, '../../../.env.example'), 'utf8');

describe('.env.example', () => {
  it('lists exactly the variables that are read, in the same order', () => {
    const listed = [...text.matchAll(/^# ([A-Z_]+)=/gm)].map(([, name]) => name);
    expect(listed).toEqual(Object.keys(VARIABLES));
  });

  it.each(Object.entries(VARIABLES))('describes %s and shows its default', (name, variable) => {
    const production = defaultText(variable, 'production') ?? '';
    const development = defaultText(variable, 'development') ?? '';
    const note = production === development ? '' : ` (production: ${production || 'none'})`;
    expect(text).toContain(`# ${name}: ${variable.description}${note}\n# ${name}=${development}\n`);
  });

  it('changes nothing when it is copied with every line switched on', () => {
    const all = parseEnv(text.replaceAll(/^# ([A-Z_]+=)/gm, '$1'));
    expect(Object.keys(all)).toHaveLength(Object.keys(VARIABLES).length);
    expect(loadConfig(all)).toEqual(loadConfig({}));
  });
});
