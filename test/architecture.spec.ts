import { PLANTED_FAULTS, SOUND_PROJECT } from './architecture/planted/index.js';
import { Project } from './architecture/project.js';
import * as circles from './architecture/rules/circles.js';
import * as code from './architecture/rules/code.js';
import * as direction from './architecture/rules/direction.js';
import * as packages from './architecture/rules/packages.js';
import * as roles from './architecture/rules/roles.js';
import * as shape from './architecture/rules/shape.js';
import { describeViolation, type Rule, type Violation } from './architecture/violation.js';

const RULES: Record<string, Rule> = {
  ...direction,
  ...circles,
  ...roles,
  ...packages,
  ...code,
  ...shape,
};

const names = Object.keys(RULES);

function broken(name: string, project: Project): string[] {
  return (RULES[name]?.(project) ?? []).map((found: Violation) => describeViolation(found));
}

describe('the architecture', () => {
  const quire = Project.read('.');

  it('is read from the sources', () => {
    expect(quire.files.has('src/content-import/index.ts')).toBe(true);
    expect(quire.features).toContain('content-import');
    expect(quire.specs).toContain('test/architecture.spec.ts');
  });

  it.each(names)('%s', (name) => {
    expect(broken(name, quire)).toEqual([]);
  });
});

describe('a rule of the architecture', () => {
  it.each(names)('%s finds nothing in a sound project', (name) => {
    expect(broken(name, new Project(SOUND_PROJECT))).toEqual([]);
  });

  it.each(PLANTED_FAULTS.map((fault) => [fault.rule.name, fault.what, fault] as const))(
    '%s finds %s',
    (_, __, { rule, files, at }) => {
      const found = rule(new Project({ ...SOUND_PROJECT, ...files }));
      expect(found.map(({ file, line }) => `${file}:${line}`)).toContain(at);
    },
  );

  it.each(names)('%s is shown to fail', (name) => {
    expect(PLANTED_FAULTS.filter(({ rule }) => rule === RULES[name])).not.toEqual([]);
  });

  it('tells the file, the line, what is wrong and what to do', () => {
    const [found] = code.nothingIsExportedByDefault(new Project({ 'src/users/x.ts': 'export default 1;' }));
    expect(found && describeViolation(found)).toBe('src/users/x.ts:1 it has a default export. Export it by its name.');
  });
});
