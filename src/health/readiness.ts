import { Injectable, Logger } from '@nestjs/common';

/** Whether this instance wants requests. The port opens when the boot is done, so it begins wanting them. */
@Injectable()
export class Readiness {
  private readonly logger = new Logger(Readiness.name);
  private leaving = false;
  private wasReady = true;

  /** Whether the instance is on its way out: it still serves, but nobody should send it more. */
  get draining(): boolean {
    return this.leaving;
  }

  /** From now on `/health/ready` answers 503, and every answer asks its client to close the connection. */
  drain(): void {
    this.leaving = true;
  }

  /** Logs when readiness is lost or won; probes that see what the last one saw say nothing new. */
  observed(ready: boolean, failed: string[]): void {
    if (ready === this.wasReady) return;
    this.wasReady = ready;
    if (ready) this.logger.log('Ready again');
    else this.logger.warn(`Not ready: ${failed.join(', ')}`);
  }
}
