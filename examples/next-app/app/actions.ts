'use server';

import { cookies } from 'next/headers';
import { redirect } from 'next/navigation';
import { gatehouseOf } from '../lib/gatehouse.ts';

export async function signIn(form: FormData): Promise<void> {
  const gatehouse = gatehouseOf(await cookies(), 60);
  await gatehouse.auth.login({ email: String(form.get('email')), password: String(form.get('password')) });
  redirect('/');
}

export async function signOut(): Promise<void> {
  await gatehouseOf(await cookies(), 60).signOut();
  redirect('/');
}
