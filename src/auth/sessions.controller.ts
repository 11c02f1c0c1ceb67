import { Controller, Delete, Get, Param } from '@nestjs/common';
import type { SessionPrincipal } from '../platform/context/index.js';
import { ApiTags, IdParam, listOf, nothing, Operation, type List } from '../platform/http/index.js';
import { notFound } from '../platform/problem/index.js';
import { SessionCaller } from '../platform/security/index.js';
import { SessionView } from './auth.view.js';
import { SessionsService } from './sessions.service.js';

@ApiTags('Auth')
@Controller({ path: 'auth/sessions', version: '1' })
export class SessionsController {
  constructor(private readonly sessions: SessionsService) {}

  @Get()
  @Operation({
    summary: 'List your sessions',
    description: 'Those that are still good, the present one included.',
    success: listOf(SessionView, 100),
  })
  list(@SessionCaller() caller: SessionPrincipal): Promise<List<SessionView>> {
    return this.sessions.list(caller);
  }

  @Delete()
  @Operation({
    summary: 'End all your other sessions',
    description: 'Their access tokens stop working at once; the present session stays.',
    success: nothing(),
  })
  endOthers(@SessionCaller() caller: SessionPrincipal): Promise<void> {
    return this.sessions.endOthers(caller);
  }

  @Delete(':id')
  @Operation({
    summary: 'End one of your sessions',
    description: 'Its access tokens stop working at once.',
    success: nothing(),
    problems: [notFound],
  })
  end(@Param('id', IdParam) id: string, @SessionCaller() caller: SessionPrincipal): Promise<void> {
    return this.sessions.end(id, caller);
  }
}
