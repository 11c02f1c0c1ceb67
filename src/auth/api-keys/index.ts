export { newApiKey } from './api-key.js';
export { CreateApiKeyBody } from './api-key.dto.js';
export { apiKeyView, ApiKeyView, NewApiKeyView } from './api-key.view.js';
export { ApiKeysRepository } from './api-keys.repository.js';
export { DatabaseApiKeyDirectory } from './database-api-key-directory.js';
