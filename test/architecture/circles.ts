/** A directed graph: each node with the nodes that it leads to. */
export type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/** One shortest circle through each knot of the graph, as the nodes on it in their order. */
export function circlesOf(graph: Graph): string[][] {
  const circles: string[][] = [];
  const told = new Set<string>();
  for (const node of graph.keys()) {
    if (told.has(node)) continue;
    const circle = shortestCircle(graph, node);
    if (!circle) continue;
    circle.forEach((member) => told.add(member));
    circles.push(circle);
  }
  return circles;
}

function shortestCircle(graph: Graph, start: string): string[] | undefined {
  const paths = [[start]];
  const seen = new Set<string>();
  for (const path of paths) {
    for (const next of graph.get(path.at(-1) ?? '') ?? []) {
      if (next === start) return path;
      if (seen.has(next)) continue;
      seen.add(next);
      paths.push([...path, next]);
    }
  }
  return undefined;
}
