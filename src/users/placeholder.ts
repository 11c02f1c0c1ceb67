/** The account that what erased people wrote goes to. Its row is made when it is needed first. */
export const PLACEHOLDER_ID = '00000000-0000-7000-8000-000000000000';
export const PLACEHOLDER_NAME = 'Deleted user';
export const PLACEHOLDER_USERNAME = 'deleted-user';
