/** What a control is told on its command line, as JSON. */
export interface ControlSettings {
  port: number;
  databaseUrl: string;
  tape: string;
  secret: string;
}

export function readSettings(): ControlSettings {
  return JSON.parse(process.argv[2] ?? '') as ControlSettings;
}
