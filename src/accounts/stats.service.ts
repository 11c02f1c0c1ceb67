import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/index.js';
import { Answer } from '../platform/http/index.js';
import { StatsRepository } from './stats.repository.js';
import { statsView, type StatsView } from './stats.view.js';

const DAYS = 30;
const AUTHORS = 10;

/** Tells admins how many people there are, and who writes. */
@Injectable()
export class StatsService {
  constructor(
    private readonly stats: StatsRepository,
    private readonly audit: Audit,
  ) {}

  async count(): Promise<Answer<StatsView>> {
    await this.audit.note({ action: 'users.stats' });
    const standings = await this.stats.countStandings();
    const signUps = await this.stats.countSignUps(DAYS);
    const authors = await this.stats.findMostActiveAuthors(AUTHORS);
    return new Answer(statsView(standings, signUps, authors));
  }
}
