import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { loadConfig, type EnvironmentVariables } from '../../src/platform/config/index.js';
import { VARIABLES } from '../../src/platform/config/variables.js';
import { readManifests, schemaFaults, typeFaults, type Manifest } from './kubernetes.js';

const FOLDER = 'ops/k8s';
const IMAGE_USER = { name: 'node', id: 1000 };

/** Connections that PostgreSQL gives to roles that are no superusers unless it is told otherwise. */
const CONNECTIONS = 97;
const JOB_CONNECTIONS = 4;

interface Container {
  name: string;
  image: string;
  command?: string[];
  ports?: { name: string; containerPort: number }[];
  envFrom: { configMapRef?: { name: string }; secretRef?: { name: string } }[];
  startupProbe: Probe;
  livenessProbe: Probe;
  readinessProbe: Probe;
  securityContext: Record<string, unknown>;
  volumeMounts?: { name: string; mountPath: string }[];
}

interface Probe {
  httpGet: { path: string; port: string };
  periodSeconds: number;
  timeoutSeconds: number;
}

interface PodSpec {
  containers: [Container];
  securityContext: Record<string, unknown>;
  terminationGracePeriodSeconds: number;
  serviceAccountName: string;
  volumes: { name: string }[];
}

interface Workload {
  spec: {
    replicas?: number;
    selector: { matchLabels: object };
    strategy: { rollingUpdate: object };
    template: { metadata: { labels: object }; spec: PodSpec };
  };
}

describe('The manifests', () => {
  let manifests: Manifest[];
  let configMap: Record<string, string>;
  let secrets: Record<string, Record<string, string>>;
  let deployment: Workload['spec'];
  let pod: PodSpec;
  let job: PodSpec;

  beforeAll(async () => {
    const all = await readManifests(FOLDER);
    manifests = all.filter(({ kind }) => kind !== 'Kustomization');
    configMap = (theOne('ConfigMap') as { data: Record<string, string> }).data;
    secrets = Object.fromEntries(
      manifests
        .filter(({ kind }) => kind === 'Secret')
        .map(({ metadata, stringData }) => [metadata.name, stringData as Record<string, string>]),
    );
    deployment = (theOne('Deployment') as Workload).spec;
    pod = deployment.template.spec;
    job = (theOne('Job') as Workload).spec.template.spec;
  });

  function theOne(kind: string): unknown {
    const found = manifests.filter((manifest) => manifest.kind === kind);
    if (found.length !== 1) throw new Error(`${found.length} of ${kind}`);
    return found[0];
  }

  const withFault = (kind: string, from: string, to: string): Manifest =>
    JSON.parse(JSON.stringify(theOne(kind)).replace(from, to)) as Manifest;

  it('are what the API of Kubernetes takes, without a member that it does not know', async () => {
    expect(manifests.length).toBeGreaterThan(8);
    expect(typeFaults(manifests)).toEqual([]);
    expect((await Promise.all(manifests.map(schemaFaults))).flat()).toEqual([]);
  });

  it('would be refused with a misspelt member, a value of another kind or one that is not allowed', async () => {
    const misspelt = withFault('Deployment', '"failureThreshold"', '"failureTreshold"');
    const ofAnotherKind = withFault('PodDisruptionBudget', '"maxUnavailable":1', '"maxUnavailable":[1]');
    const [first, second, ...more] = typeFaults([misspelt, ofAnotherKind]);
    expect(first).toMatch(/deployment\.yaml: .*failureTreshold/);
    expect(second).toMatch(/poddisruptionbudget\.yaml: /);
    expect(more).toEqual([]);
    const text = withFault('HorizontalPodAutoscaler', '"maxReplicas":5', '"maxReplicas":"5"');
    expect(await schemaFaults(text)).toEqual([expect.stringMatching(/maxReplicas/)]);
  });

  it('are all listed, once, for the image of this version', async () => {
    const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
    const listed: string[] = [];
    for (const folder of [FOLDER, join(FOLDER, 'migration')]) {
      const text = await readFile(join(folder, 'kustomization.yaml'), 'utf8');
      const { resources, images } = parse(text) as { resources: string[]; images: object[] };
      listed.push(...resources.map((file) => join(folder, file)));
      expect(images).toEqual([expect.objectContaining({ name: pod.containers[0].image, newTag: version })]);
    }
    const files = new Set(manifests.map(({ file }) => file));
    files.delete(join(FOLDER, 'secret.example.yaml'));
    expect(listed.sort()).toEqual([...files].sort());
    expect(job.containers[0].image).toBe(pod.containers[0].image);
  });

  function environmentOf({ envFrom }: Container): EnvironmentVariables {
    const sources = envFrom.map(({ configMapRef, secretRef }) =>
      configMapRef ? configMap : secrets[secretRef?.name ?? ''],
    );
    for (const source of sources) expect(source).toBeDefined();
    const variables: EnvironmentVariables = Object.assign({ NODE_ENV: 'production' }, ...sources);
    // Placeholders that are long enough, and not the same.
    const secret = (name: string): string => `${name.toLowerCase()}-4f1c9a7e2b8d6053c1e9a7f4`;
    for (const name of ['JWT_SECRET', 'METRICS_TOKEN']) if (name in variables) variables[name] = secret(name);
    return variables;
  }

  it('give variables that exist, with values that the configuration accepts', () => {
    for (const container of [pod.containers[0], job.containers[0]]) {
      const variables = environmentOf(container);
      expect(Object.keys(variables).filter((name) => !(name in VARIABLES))).toEqual([]);
      expect(loadConfig(variables).isProduction).toBe(true);
    }
    expect(environmentOf(pod.containers[0])).not.toHaveProperty('DATABASE_MIGRATION_URL');
    expect(environmentOf(job.containers[0])).toHaveProperty('DATABASE_MIGRATION_URL');
  });

  it('lead requests and probes to what the application serves', async () => {
    const { server } = loadConfig(environmentOf(pod.containers[0]));
    const [{ ports = [], startupProbe, livenessProbe, readinessProbe }] = pod.containers;
    expect(ports).toEqual([{ name: 'http', containerPort: server.port }]);
    const { spec: service } = theOne('Service') as { spec: { ports: { targetPort: string }[]; selector: object } };
    expect(service.ports.map(({ targetPort }) => targetPort)).toEqual(['http']);
    expect(deployment.template.metadata.labels).toEqual(service.selector);
    expect(deployment.selector.matchLabels).toEqual(service.selector);
    const { paths } = JSON.parse(await readFile('openapi.json', 'utf8')) as { paths: object };
    for (const { httpGet } of [startupProbe, livenessProbe, readinessProbe]) {
      expect(httpGet.port).toBe('http');
      expect(Object.keys(paths)).toContain(httpGet.path);
    }
    expect([startupProbe, livenessProbe, readinessProbe].map(({ httpGet }) => httpGet.path)).toEqual([
      '/health/live',
      '/health/live',
      '/health/ready',
    ]);
  });

  it('run what the image has, as its user, who may write only where it has to', async () => {
    const dockerfile = await readFile('Dockerfile', 'utf8');
    const last = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));
    expect(last).toMatch(/^\nFROM node:/);
    expect(last).toContain(`\nUSER ${IMAGE_USER.name}\n`);
    expect(last).toContain('\nWORKDIR /app\n');
    expect(last).toContain('mkdir .data');
    const [{ command = [] }] = job.containers;
    expect(command).toEqual(['node', 'dist/src/cli/migration.js', 'run']);
    expect(existsSync(command[1]?.replace(/^dist\/(.+)\.js$/, '$1.ts') ?? '')).toBe(true);
    for (const { containers, securityContext } of [pod, job]) {
      expect(securityContext).toMatchObject({
        runAsNonRoot: true,
        runAsUser: IMAGE_USER.id,
        runAsGroup: IMAGE_USER.id,
      });
      expect(containers[0].securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
    }
    const mounts = pod.containers[0].volumeMounts ?? [];
    expect(mounts.map(({ mountPath }) => mountPath)).toEqual(['/tmp', '/app/.data']);
    expect(mounts.map(({ name }) => name)).toEqual(pod.volumes.map(({ name }) => name));
    const { metadata } = theOne('ServiceAccount') as Manifest;
    expect([pod.serviceAccountName, job.serviceAccountName]).toEqual([metadata.name, metadata.name]);
  });

  it('leave an instance the time that it takes to end, and clients the time to notice', async () => {
    const { server } = loadConfig(environmentOf(pod.containers[0]));
    const longestEnd = await constant('src/boot/boot.ts', 'LONGEST_END');
    const hurry = await constant('src/boot/shutdown.ts', 'HURRY');
    const longest = server.shutdownDelay + (longestEnd + hurry) / 1000;
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(longest);
    const { periodSeconds, timeoutSeconds } = pod.containers[0].readinessProbe;
    expect(server.shutdownDelay).toBeGreaterThanOrEqual(periodSeconds + timeoutSeconds);
    expect(deployment.strategy.rollingUpdate).toEqual({ maxUnavailable: 0, maxSurge: 1 });
  });

  it('scale within what the database gives, and keep one instance through every disruption', () => {
    interface Scaled {
      minReplicas: number;
      maxReplicas: number;
      scaleTargetRef: object;
    }
    const { spec } = theOne('HorizontalPodAutoscaler') as { spec: Scaled };
    const { server, database } = loadConfig(environmentOf(pod.containers[0]));
    const each = server.workers * (database.poolSize + JOB_CONNECTIONS);
    expect((spec.maxReplicas + 1) * each).toBeLessThanOrEqual(CONNECTIONS);
    expect(spec.scaleTargetRef).toEqual({ apiVersion: 'apps/v1', kind: 'Deployment', name: 'quire' });
    expect(deployment.replicas).toBeUndefined();
    const budget = theOne('PodDisruptionBudget') as {
      spec: { maxUnavailable: number; selector: { matchLabels: object } };
    };
    expect(spec.minReplicas).toBeGreaterThan(budget.spec.maxUnavailable);
    expect(budget.spec.selector.matchLabels).toEqual(deployment.selector.matchLabels);
  });

  it('let out what the variables lead to, and in what asks', () => {
    interface Allowed {
      ports: { port: number | string }[];
    }
    const { spec } = theOne('NetworkPolicy') as { spec: { ingress: Allowed[]; egress: Allowed[] } };
    const portsOf = (rules: Allowed[]): (number | string)[] =>
      rules.flatMap(({ ports }) => ports.map(({ port }) => port));
    const { DATABASE_URL, REDIS_URL, MAIL_URL } = environmentOf(pod.containers[0]);
    for (const address of [DATABASE_URL, REDIS_URL, MAIL_URL]) {
      expect(portsOf(spec.egress)).toContain(Number(new URL(address ?? '').port));
    }
    expect(portsOf(spec.ingress)).toEqual(['http']);
  });
});

/** The milliseconds of a constant in a source. */
async function constant(file: string, name: string): Promise<number> {
  const [, value] = new RegExp(`^const ${name} = ([\\d_]+);`, 'm').exec(await readFile(file, 'utf8')) ?? [];
  if (value === undefined) throw new Error(`${file} has no ${name}`);
  return Number(value.replaceAll('_', ''));
}
