import { measureSearch } from '../search.js';
import type { Scenario } from './scenario.js';

/** How long each kind of search takes, asked as a signed-in caller. */
export const searchKinds: Scenario = {
  name: 'search-kinds',
  servers: ['uncached'],
  play: async (stage) => {
    const { url } = await stage.server('uncached');
    return { search: await measureSearch(url, stage.fixtures.admin, stage.options.searches) };
  },
};
