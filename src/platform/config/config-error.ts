/** The environment cannot be used. `faults` holds one line per fault; none of them shows a value. */
export class ConfigError extends Error {
  constructor(readonly faults: string[]) {
    super(faults.join('\n'));
    this.name = 'ConfigError';
  }
}
