import { GatehouseError } from '@gatehouse/client';
import { requirePermission } from '@gatehouse/client/server';
import { verifyHeader } from '../../lib/gatehouse.ts';

/** For other applications: wants an access token with the permission. */
export async function GET(request: Request): Promise<Response> {
  try {
    requirePermission(await verifyHeader(request.headers.get('authorization')), 'admin.dashboard.read');
    return Response.json({ rows: [1, 2, 3] });
  } catch (error) {
    if (error instanceof GatehouseError) return Response.json({ error: error.code }, { status: error.status || 503 });
    throw error;
  }
}
