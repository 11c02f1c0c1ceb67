import { measureSearch } from '../search.js';
import type { Scenario } from './scenario.js';

/** How long each kind of search takes, asked as a signed-in caller. */
export const searchKinds: Scenario = {
  name: 'search-kinds',
  servers: [],
  play: async (stage) => {
    const quire = await stage.startAnother();
    try {
      return { search: await measureSearch(quire) };
    } finally {
      await quire.stop();
    }
  },
};
