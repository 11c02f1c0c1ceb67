import { Body, Controller, Delete, Get, Param, Post } from '@nestjs/common';
import type { SessionPrincipal } from '../platform/context/index.js';
import {
  ApiTags,
  created,
  IdParam,
  listOf,
  nothing,
  one,
  Operation,
  type List,
  type Resource,
} from '../platform/http/index.js';
import { invalidState, notFound } from '../platform/problem/index.js';
import { SessionCaller } from '../platform/security/index.js';
import { ApiKeyView, CreateApiKeyBody, NewApiKeyView } from './api-keys/index.js';
import { ApiKeysService } from './api-keys.service.js';
import { CallingDevice, type Device } from './device.js';

@ApiTags('Auth')
@Controller({ path: 'auth/api-keys', version: '1' })
export class ApiKeysController {
  constructor(private readonly keys: ApiKeysService) {}

  @Post()
  @Operation({
    summary: 'Make an API key',
    description:
      'For programs that act for you, within these scopes and never beyond your own present rights. The answer is the only one that shows the key. There are 50 at most.',
    success: created(NewApiKeyView),
    problems: [invalidState],
  })
  create(
    @Body() body: CreateApiKeyBody,
    @SessionCaller() caller: SessionPrincipal,
    @CallingDevice() device: Device,
  ): Promise<Resource<NewApiKeyView>> {
    return this.keys.create(body, caller, device);
  }

  @Get()
  @Operation({
    summary: 'List your API keys, the newest first',
    description: 'Of each key its beginning and its end, never the whole; expired ones for another 30 days.',
    success: listOf(ApiKeyView, 100),
  })
  list(@SessionCaller() caller: SessionPrincipal): Promise<List<ApiKeyView>> {
    return this.keys.list(caller);
  }

  @Get(':id')
  @Operation({
    summary: 'Read one of your API keys',
    description: 'Its beginning and its end, never the whole.',
    success: one(ApiKeyView),
    problems: [notFound],
  })
  read(@Param('id', IdParam) id: string, @SessionCaller() caller: SessionPrincipal): Promise<Resource<ApiKeyView>> {
    return this.keys.read(id, caller);
  }

  @Delete(':id')
  @Operation({
    summary: 'Revoke one of your API keys',
    description: 'It is refused from the next request on.',
    success: nothing(),
    problems: [notFound],
  })
  revoke(@Param('id', IdParam) id: string, @SessionCaller() caller: SessionPrincipal): Promise<void> {
    return this.keys.revoke(id, caller);
  }
}
