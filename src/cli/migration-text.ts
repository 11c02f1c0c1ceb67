/** A migration that does not exist yet: `AddTags` of 20260101120000 is `20260101120000-add-tags.ts`. */
export interface NewMigration {
  file: string;
  text: string;
}

/** Characters of a line in this project. */
const LINE = 120;

/** Writes a migration in the style of the others. */
export function newMigration(name: string, now: Date, up: string[] = [], down: string[] = []): NewMigration {
  const words = wordsOf(name);
  const timestamp = now.toISOString().slice(0, 19).replaceAll(/\D/g, '');
  const className = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('') + timestamp;
  return { file: `${timestamp}-${words.join('-')}.ts`, text: textOf(className, up, down) };
}

/** `AddTags`, `addTags` and `add-tags` alike are `add`, `tags`. */
function wordsOf(name: string): string[] {
  const spaced = name.replaceAll(/([a-z\d])([A-Z])/g, '$1-$2').toLowerCase();
  return spaced.split(/[^a-z\d]+/).filter((word) => word !== '');
}

function textOf(className: string, up: string[], down: string[]): string {
  return `import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ${className} implements MigrationInterface {
  name = '${className}';

  async up(queryRunner: QueryRunner): Promise<void> {
${queries(up)}
  }

  async down(queryRunner: QueryRunner): Promise<void> {
${queries(down)}
  }
}
`;
}

function queries(statements: string[]): string {
  return (statements.length > 0 ? statements : ['']).map(query).join('\n');
}

/** One call, broken where the formatter of the project would break it. */
function query(statement: string): string {
  const literal = `\`${statement.replaceAll(/[\\`$]/g, '\\$&')}\``;
  const line = `    await queryRunner.query(${literal});`;
  return line.length <= LINE ? line : `    await queryRunner.query(\n      ${literal},\n    );`;
}
