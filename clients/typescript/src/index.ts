export { clientCredentials } from './client-credentials.ts';
export { createGatehouse, type Gatehouse, type GatehouseOptions, type StepUpRequest } from './create-gatehouse.ts';
export { type FieldError, GatehouseError, type GatehouseErrorCode } from './gatehouse-error.ts';
export type { GatehouseApi } from './generated/endpoints.ts';
export type * from './generated/types.ts';
export { Listing, type Page } from './listing.ts';
export type { RequestOptions } from './request-options.ts';
export type { ClientSession, SessionState, SignedOutReason } from './session.ts';
export { memoryTokens, type TokenStore, type Tokens, webStorageTokens } from './token-store.ts';
