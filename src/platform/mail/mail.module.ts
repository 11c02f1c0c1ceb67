import { Global, Module } from '@nestjs/common';
import { Mailer } from './mailer.js';

/** Provides `Mailer` everywhere. */
@Global()
@Module({ providers: [Mailer], exports: [Mailer] })
export class MailModule {}
