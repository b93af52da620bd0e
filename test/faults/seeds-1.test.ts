import { livesOfHalf } from './half.ts';

livesOfHalf(1);
