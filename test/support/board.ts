import { roles } from '#app/api/roles';
import type { SignIn } from '#app/board/sign-in';

/** Signs in by `role name`, as a verified token of that person would. */
export const signIn: SignIn = {
  by: 'token',
  ready: async () => [],
  verify: async (token) => {
    const [role = '', name = ''] = token.split(' ');
    if (!roles.some((known) => known === role)) return undefined;
    return { sub: `sub-${name}`, 'cognito:username': name, 'cognito:groups': [role], exp: 4_000_000_000 };
  },
};
