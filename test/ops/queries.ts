import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';

/** An expression of ops/, and where it stands. */
export interface PlacedQuery {
  place: string;
  expression: string;
}

export interface Rule {
  alert?: string;
  record?: string;
  expr: string;
  annotations?: { summary: string; runbook: string };
  labels?: Record<string, string>;
}

interface Dashboard {
  panels: { title: string; targets?: { expr: string }[] }[];
  templating: { list: { name: string; query: string | { query: string } }[] };
}

export const RULES_FILE = 'ops/prometheus/rules.yml';
export const DASHBOARD_FILE = 'ops/grafana/quire.json';

export async function readRules(): Promise<Rule[]> {
  const { groups } = parse(await readFile(RULES_FILE, 'utf8')) as { groups: { rules: Rule[] }[] };
  return groups.flatMap(({ rules }) => rules);
}

/** Every expression of the rules and of the dashboard, with what Grafana puts in place of its variables. */
export async function readQueries(): Promise<PlacedQuery[]> {
  const rules = (await readRules()).map(({ alert, record, expr }) => ({
    place: `${RULES_FILE}: ${alert ?? record ?? ''}`,
    expression: expr,
  }));
  const dashboard = await readDashboard();
  const panels = dashboard.panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr }) => ({ place: `${DASHBOARD_FILE}: ${title}`, expression: filledIn(expr) })),
  );
  const variables = dashboard.templating.list.flatMap(({ name, query }) => {
    const expression = typeof query === 'string' ? undefined : /^label_values\((.+), \w+\)$/.exec(query.query)?.[1];
    return expression === undefined ? [] : [{ place: `${DASHBOARD_FILE}: $${name}`, expression: filledIn(expression) }];
  });
  return [...rules, ...panels, ...variables];
}

export async function readDashboard(): Promise<Dashboard> {
  return JSON.parse(await readFile(DASHBOARD_FILE, 'utf8')) as Dashboard;
}

function filledIn(expression: string): string {
  return expression.replaceAll('$__rate_interval', '5m').replaceAll('$job', 'quire').replaceAll('$instance', '.*');
}
