Require Import Reals Ranalysis5 Lra Lia Psatz.
From Coquelicot Require Import Coquelicot.
From Flocq Require Import Core.
From Interval Require Import Tactic.
Open Scope R_scope.

Lemma PI_bounds : 314 / 100 < PI < 315 / 100.
Proof. split; interval. Qed.

(* Claims. *)

Lemma positive_as (a b : R) : a = b -> 0 < b -> 0 < a.
Proof. intros ->. trivial. Qed.

Lemma nonnegative_as (a b : R) : a = b -> 0 <= b -> 0 <= a.
Proof. intros ->. trivial. Qed.

Lemma zero_is_nonnegative (a : R) : a = 0 -> 0 <= a.
Proof. intros ->. apply Rle_refl. Qed.

Lemma above_zero (a : R) : 0 < a -> a <> 0.
Proof. lra. Qed.

Lemma below_zero (a : R) : 0 < -1 * a -> a <> 0.
Proof. lra. Qed.

Lemma guard (P Q : Prop) : P -> (P -> Q) -> P /\ Q.
Proof. tauto. Qed.

Lemma sides_of_zero (a : R) : a <> 0 -> 0 < a \/ 0 < -1 * a.
Proof. intros. destruct (Rtotal_order a 0) as [? | [? | ?]]; lra. Qed.

Ltac unpack := repeat match goal with H : _ /\ _ |- _ => destruct H end.

(* A statement in another form: both sides of relations on one side, parts in another order. *)
Ltac restates := intros; unpack; repeat match goal with |- _ /\ _ => split end;
  first
  [ assumption
  | lra
  | match goal with
    | |- _ \/ _ => first [ left; restates | right; restates ]
    | |- ?a = ?b => apply Rle_antisym; lra
    | |- _ <> _ => let E := fresh in intro E; restates
    end
  | match goal with
    | H : _ \/ _ |- _ => destruct H; restates
    | H : ?a <> 0 |- _ => destruct (sides_of_zero a H); clear H; restates
    | H : ?a <> ?b |- _ => destruct (Rdichotomy a b H); clear H; restates
    end ].

Ltac positive_or_not e := assert (0 < e \/ 0 <= -1 * e) by (destruct (Rlt_or_le 0 e); [ left | right ]; lra).
Ltac nonnegative_or_not e := assert (0 <= e \/ 0 < -1 * e) by (destruct (Rle_or_lt 0 e); [ left | right ]; lra).
Ltac nonzero_or_not e :=
  assert (e <> 0 \/ (0 <= e /\ 0 <= -1 * e)) by (destruct (Req_dec e 0); [ right; split | left ]; lra).

(* x^y for x > 0, and 0 where x = 0 < y. *)
Definition power (x y : R) : R := if Req_EM_T x 0 then 0 else exp (y * ln x).

Lemma power_is (x y : R) : x <> 0 -> power x y = exp (y * ln x).
Proof. intros. unfold power. destruct (Req_EM_T x 0); [contradiction | reflexivity]. Qed.

Lemma power_of_zero (y : R) : power 0 y = 0.
Proof. unfold power. destruct (Req_EM_T 0 0); [reflexivity | contradiction]. Qed.

Ltac powers := repeat match goal with
  | |- context [ power ?x ?y ] => first
    [ rewrite (power_is x y) by (first [ assumption | lra | apply Rgt_not_eq; interval ])
    | replace (power x y) with 0 by (replace x with 0 by lra; symmetry; apply power_of_zero) ]
  end.

(* Whole numbers. *)

Lemma whole_split (x : R) (n m : Z) : (exists k : Z, x = IZR k) -> (n + 1 = m)%Z -> x <= IZR n \/ IZR m <= x.
Proof.
  intros [k ->] <-. destruct (Z_le_gt_dec k n); [left | right]; apply IZR_le; lia.
Qed.

Lemma whole_sum (x y : R) : (exists n : Z, x = IZR n) -> (exists n : Z, y = IZR n) -> exists n : Z, x + y = IZR n.
Proof. intros [n ->] [m ->]. exists (n + m)%Z. symmetry. apply plus_IZR. Qed.

Lemma whole_product (x y : R) : (exists n : Z, x = IZR n) -> (exists n : Z, y = IZR n) -> exists n : Z, x * y = IZR n.
Proof. intros [n ->] [m ->]. exists (n * m)%Z. symmetry. apply mult_IZR. Qed.

Lemma whole_power (x : R) (k : nat) : (exists n : Z, x = IZR n) -> exists n : Z, x ^ k = IZR n.
Proof.
  intros W. induction k as [| k I]; [now exists 1%Z | simpl; now apply whole_product].
Qed.

Lemma whole_number (n : Z) : exists m : Z, IZR n = IZR m.
Proof. now exists n. Qed.

Ltac whole := first
  [ assumption | apply whole_number | apply whole_sum; whole | apply whole_product; whole | apply whole_power; whole ].

(* Goals d <> 0, or a conjunction of them, from hypotheses, signs and factors. *)
Ltac nonzero := repeat split; first
  [ assumption | lra | apply Rgt_not_eq; interval | apply Rlt_not_eq; interval
  | match goal with
    | |- _ * _ <> 0 => apply Rmult_integral_contrapositive_currified; nonzero
    | |- _ ^ _ <> 0 => apply pow_nonzero; nonzero
    | |- / _ <> 0 => apply Rinv_neq_0_compat; nonzero
    | |- - _ <> 0 => apply Ropp_neq_0_compat; nonzero
    | |- sqrt _ <> 0 => apply Rgt_not_eq, sqrt_lt_R0; lra
    | |- exp _ <> 0 => apply Rgt_not_eq, exp_pos
    | H : ?d <> 0 |- ?e <> 0 => let E := fresh in intro E; apply H; first [ lra | nra ]
    end
  | nra ].

(* Goals 0 < e and 0 <= e from the signs of factors and terms. *)
Ltac even_power := lazymatch goal with
  | |- 0 <= ?x ^ ?n =>
    let m := eval compute in (Nat.div2 n) in change (0 <= x ^ (2 * m)); rewrite pow_mult; apply pow_le, pow2_ge_0
  end.

Lemma positive_square (a : R) : a <> 0 -> 0 < a * a.
Proof. intros. destruct (Rdichotomy a 0); nra. Qed.

Lemma nonzero_square (a : R) : a <> 0 -> a * a <> 0.
Proof. intros. now apply Rgt_not_eq, positive_square. Qed.

Lemma power_of_nonzero (a : R) (n : nat) : a <> 0 -> 0 < a ^ (2 * n).
Proof. intros. rewrite pow_mult. apply pow_lt. simpl. rewrite Rmult_1_r. now apply positive_square. Qed.

Ltac even_power_of_nonzero := lazymatch goal with
  | |- 0 < ?x ^ ?n => let m := eval compute in (Nat.div2 n) in change (0 < x ^ (2 * m)); apply power_of_nonzero
  end.

(* Signs of products: of two positive factors, of two negative ones, of a negative one on the left or the right. *)
Lemma positive_product_same (a b : R) : 0 < a -> 0 < b -> 0 < a * b.
Proof. apply Rmult_lt_0_compat. Qed.
Lemma positive_product_opposite (a b : R) : 0 < -1 * a -> 0 < -1 * b -> 0 < a * b.
Proof. nra. Qed.
Lemma negative_product_left (a b : R) : 0 < -1 * a -> 0 < b -> 0 < -1 * (a * b).
Proof. nra. Qed.
Lemma negative_product_right (a b : R) : 0 < a -> 0 < -1 * b -> 0 < -1 * (a * b).
Proof. nra. Qed.
Lemma nonnegative_product_same (a b : R) : 0 <= a -> 0 <= b -> 0 <= a * b.
Proof. apply Rmult_le_pos. Qed.
Lemma nonnegative_product_opposite (a b : R) : 0 <= -1 * a -> 0 <= -1 * b -> 0 <= a * b.
Proof. nra. Qed.
Lemma nonpositive_product_left (a b : R) : 0 <= -1 * a -> 0 <= b -> 0 <= -1 * (a * b).
Proof. nra. Qed.
Lemma nonpositive_product_right (a b : R) : 0 <= a -> 0 <= -1 * b -> 0 <= -1 * (a * b).
Proof. nra. Qed.
Lemma nonzero_product (a b : R) : a <> 0 -> b <> 0 -> a * b <> 0.
Proof. apply Rmult_integral_contrapositive_currified. Qed.

Lemma inverse_negative (b : R) : 0 < -1 * b -> 0 < -1 * / b.
Proof. intros. replace (-1 * / b) with (/ (-1 * b)) by (field; lra). now apply Rinv_0_lt_compat. Qed.

Lemma positive_quotient_same (a b : R) : 0 < a -> 0 < b -> 0 < a / b.
Proof. apply Rdiv_lt_0_compat. Qed.
Lemma positive_quotient_opposite (a b : R) : 0 < -1 * a -> 0 < -1 * b -> 0 < a / b.
Proof. intros. apply positive_product_opposite; [| apply inverse_negative]; assumption. Qed.
Lemma negative_quotient_left (a b : R) : 0 < -1 * a -> 0 < b -> 0 < -1 * (a / b).
Proof. intros. apply negative_product_left; [| apply Rinv_0_lt_compat]; assumption. Qed.
Lemma negative_quotient_right (a b : R) : 0 < a -> 0 < -1 * b -> 0 < -1 * (a / b).
Proof. intros. apply negative_product_right; [| apply inverse_negative]; assumption. Qed.
Lemma nonnegative_quotient_same (a b : R) : 0 <= a -> 0 < b -> 0 <= a / b.
Proof. apply Rdiv_le_0_compat. Qed.
Lemma nonnegative_quotient_opposite (a b : R) : 0 <= -1 * a -> 0 < -1 * b -> 0 <= a / b.
Proof. intros. apply nonnegative_product_opposite; [| apply Rlt_le, inverse_negative]; assumption. Qed.
Lemma nonpositive_quotient_left (a b : R) : 0 <= -1 * a -> 0 < b -> 0 <= -1 * (a / b).
Proof. intros. apply nonpositive_product_left; [| apply Rlt_le, Rinv_0_lt_compat]; assumption. Qed.
Lemma nonpositive_quotient_right (a b : R) : 0 <= a -> 0 < -1 * b -> 0 <= -1 * (a / b).
Proof. intros. apply nonpositive_product_right; [| apply Rlt_le, inverse_negative]; assumption. Qed.
Lemma nonzero_quotient (a b : R) : a <> 0 -> b <> 0 -> a / b <> 0.
Proof. intros. apply nonzero_product; [| apply Rinv_neq_0_compat]; assumption. Qed.

Lemma sum_nonnegative_nonnegative (a b : R) : 0 <= a -> 0 <= b -> 0 <= a + b.
Proof. lra. Qed.
Lemma sum_positive_nonnegative (a b : R) : 0 < a -> 0 <= b -> 0 < a + b.
Proof. lra. Qed.
Lemma sum_nonnegative_positive (a b : R) : 0 <= a -> 0 < b -> 0 < a + b.
Proof. lra. Qed.
Lemma sum_nonpositive_nonpositive (a b : R) : 0 <= -1 * a -> 0 <= -1 * b -> 0 <= -1 * (a + b).
Proof. lra. Qed.
Lemma sum_negative_nonpositive (a b : R) : 0 < -1 * a -> 0 <= -1 * b -> 0 < -1 * (a + b).
Proof. lra. Qed.
Lemma sum_nonpositive_negative (a b : R) : 0 <= -1 * a -> 0 < -1 * b -> 0 < -1 * (a + b).
Proof. lra. Qed.

Lemma odd_power_of_opposite (a : R) (n : nat) : Nat.odd n = true -> -1 * a ^ n = (-1 * a) ^ n.
Proof.
  intros O. apply Nat.odd_spec in O. destruct O as [m ->]. rewrite Rpow_mult_distr.
  replace ((-1) ^ (2 * m + 1)) with (-1); [reflexivity |].
  rewrite pow_add, pow_mult. replace ((-1) ^ 2) with 1 by ring. rewrite pow1. ring.
Qed.
Lemma negative_odd_power (a : R) (n : nat) : Nat.odd n = true -> 0 < -1 * a -> 0 < -1 * a ^ n.
Proof. intros. rewrite odd_power_of_opposite by assumption. now apply pow_lt. Qed.
Lemma nonpositive_odd_power (a : R) (n : nat) : Nat.odd n = true -> 0 <= -1 * a -> 0 <= -1 * a ^ n.
Proof. intros. rewrite odd_power_of_opposite by assumption. now apply pow_le. Qed.

Lemma positive_exp (a : R) : 0 < exp a.
Proof. apply exp_pos. Qed.
Lemma nonnegative_exp (a : R) : 0 <= exp a.
Proof. apply Rlt_le, exp_pos. Qed.
Lemma nonzero_exp (a : R) : exp a <> 0.
Proof. apply Rgt_not_eq, exp_pos. Qed.
Lemma positive_abs (a : R) : a <> 0 -> 0 < Rabs a.
Proof. apply Rabs_pos_lt. Qed.
Lemma nonnegative_abs (a : R) : 0 <= Rabs a.
Proof. apply Rabs_pos. Qed.
Lemma nonzero_abs (a : R) : a <> 0 -> Rabs a <> 0.
Proof. apply Rabs_no_R0. Qed.

Lemma positive_log (a : R) : 0 < a -> 0 < a + -1 -> 0 < ln a.
Proof. intros. rewrite <- ln_1. apply ln_increasing; lra. Qed.
Lemma nonnegative_log (a : R) : 0 < a -> 0 <= a + -1 -> 0 <= ln a.
Proof. intros A [H | H]; [left; now apply positive_log | right; replace a with 1 by lra; now rewrite ln_1]. Qed.
Lemma negative_log (a : R) : 0 < a -> 0 < -1 * (a + -1) -> 0 < -1 * ln a.
Proof. intros. assert (ln a < ln 1) by (apply ln_increasing; lra). rewrite ln_1 in *. lra. Qed.
Lemma nonpositive_log (a : R) : 0 < a -> 0 <= -1 * (a + -1) -> 0 <= -1 * ln a.
Proof.
  intros A [H | H]; [left; now apply negative_log | right; replace a with 1 by lra; rewrite ln_1; lra].
Qed.

Lemma positive_atan (a : R) : 0 < a -> 0 < atan a.
Proof. intros. rewrite <- atan_0. now apply atan_increasing. Qed.
Lemma nonnegative_atan (a : R) : 0 <= a -> 0 <= atan a.
Proof. intros [H | H]; [left; now apply positive_atan | right; now rewrite <- H, atan_0]. Qed.
Lemma negative_atan (a : R) : 0 < -1 * a -> 0 < -1 * atan a.
Proof. intros. replace (-1 * atan a) with (atan (- a)) by (rewrite atan_opp; ring). apply positive_atan. lra. Qed.
Lemma nonpositive_atan (a : R) : 0 <= -1 * a -> 0 <= -1 * atan a.
Proof. intros. replace (-1 * atan a) with (atan (- a)) by (rewrite atan_opp; ring). apply nonnegative_atan. lra. Qed.

Ltac by_exponentials a := assert (exp (- a) < exp a) by (apply exp_increasing; lra); lra.
Lemma positive_sinh (a : R) : 0 < a -> 0 < (exp a - exp (- a)) / 2.
Proof. intros. by_exponentials a. Qed.
Lemma nonnegative_sinh (a : R) : 0 <= a -> 0 <= (exp a - exp (- a)) / 2.
Proof. intros [H | H]; [by_exponentials a | rewrite <- H, Ropp_0; lra]. Qed.
Lemma positive_tanh (a : R) : 0 < a -> 0 < 1 - 2 / (exp (2 * a) + 1).
Proof.
  intros. assert (1 < exp (2 * a)) by (rewrite <- exp_0; apply exp_increasing; lra).
  replace (1 - 2 / (exp (2 * a) + 1)) with ((exp (2 * a) - 1) / (exp (2 * a) + 1)) by (field; lra).
  apply Rdiv_lt_0_compat; lra.
Qed.
Lemma nonnegative_tanh (a : R) : 0 <= a -> 0 <= 1 - 2 / (exp (2 * a) + 1).
Proof.
  intros [H | H]; [left; now apply positive_tanh |].
  replace (2 * a) with 0 by lra. rewrite exp_0. lra.
Qed.

Ltac linear := first [ assumption | lra | interval | restates ].
Ltac sign := first
  [ assumption | lra | apply exp_pos | apply Rlt_le, exp_pos | apply Rabs_pos | apply sqrt_pos
  | lazymatch goal with
    | |- 0 < _ * _ => apply Rmult_lt_0_compat; sign
    | |- 0 <= _ * _ => apply Rmult_le_pos; sign
    | |- 0 < _ / _ => apply Rdiv_lt_0_compat; sign
    | |- 0 <= _ / _ => apply Rdiv_le_0_compat; sign
    | |- 0 < / _ => apply Rinv_0_lt_compat; sign
    | |- 0 <= / _ => apply Rlt_le, Rinv_0_lt_compat; sign
    | |- 0 < _ ^ _ => apply pow_lt; sign
    | |- 0 <= _ ^ _ => first [ even_power | apply pow_le; sign ]
    | |- 0 <= _ + _ => apply Rplus_le_le_0_compat; sign
    | |- 0 < _ + _ => first [ apply Rplus_le_lt_0_compat; sign | apply Rplus_lt_le_0_compat; sign ]
    | |- 0 < sqrt _ => apply sqrt_lt_R0; sign
    end
  | interval ].

(* Conditions under which a statement is defined. *)
Ltac defined box := first
  [ assumption | lra | solve [ box ] | nonzero | sign
  | match goal with
    | |- _ <> 0 => first [ apply above_zero; solve [ sign | box | nra ] | apply below_zero; solve [ sign | box | nra ] ]
    end
  | restates ].

Lemma acos_of_minus_one : acos (-1) = PI.
Proof. replace (-1) with (- (1)) by ring. rewrite acos_opp, acos_1. ring. Qed.
Lemma asin_of_minus_one : asin (-1) = - (PI / 2).
Proof. replace (-1) with (- (1)) by ring. rewrite asin_opp, asin_1. ring. Qed.

Lemma acos_of_half : acos (1 / 2) = PI / 3.
Proof. rewrite <- cos_PI3. apply acos_cos. pose proof PI_bounds. lra. Qed.
Lemma asin_of_half : asin (1 / 2) = PI / 6.
Proof. rewrite <- sin_PI6. apply asin_sin. pose proof PI_bounds. lra. Qed.
Lemma acos_of_minus_half : acos (-1 / 2) = 2 * PI / 3.
Proof. replace (-1 / 2) with (- (1 / 2)) by field. rewrite acos_opp, acos_of_half. field. Qed.
Lemma asin_of_minus_half : asin (-1 / 2) = - (PI / 6).
Proof. replace (-1 / 2) with (- (1 / 2)) by field. rewrite asin_opp, asin_of_half. reflexivity. Qed.

Lemma acos_at_least (t h : R) : -1 <= t <= h -> -1 < h < 1 -> PI / 2 - atan (h / sqrt (1 - h * h)) <= acos t.
Proof.
  intros T H. change (h * h) with (h²). rewrite <- asin_atan, <- acos_asin by lra.
  destruct (Rle_or_lt (acos h) (acos t)) as [| L]; [assumption | exfalso].
  pose proof (acos_bound h). pose proof (acos_bound t).
  apply cos_decreasing_1 in L; try lra. rewrite !cos_acos in L by lra. lra.
Qed.

Lemma acos_at_most (t l : R) : l <= t <= 1 -> -1 < l < 1 -> acos t <= PI / 2 - atan (l / sqrt (1 - l * l)).
Proof.
  intros T H. change (l * l) with (l²). rewrite <- asin_atan, <- acos_asin by lra.
  destruct (Rle_or_lt (acos t) (acos l)) as [| L]; [assumption | exfalso].
  pose proof (acos_bound l). pose proof (acos_bound t).
  apply cos_decreasing_1 in L; try lra. rewrite !cos_acos in L by lra. lra.
Qed.

Ltac bounds_of_acos t l h :=
  pose proof (acos_bound t);
  assert (l <= t <= h) by (split; first [ lra | interval ]);
  try pose proof (acos_at_least t h ltac:(lra) ltac:(lra));
  try pose proof (acos_at_most t l ltac:(lra) ltac:(lra));
  unpack; let u := fresh in set (u := acos t) in *; clearbody u.
(* ln t for 0 < t <= h. *)
Lemma log_at_most (t h : R) : 0 < t -> t <= h -> ln t <= ln h.
Proof. intros. destruct (Req_dec t h) as [-> |]; [lra | left; apply ln_increasing; lra]. Qed.
Ltac bounds_of_log t h :=
  assert (ln t <= ln h) by (apply log_at_most; first [ assumption | lra | interval | sign ]);
  let u := fresh in set (u := ln t) in *; clearbody u.

(* 1/t for 0 < t <= h. *)
Lemma inverse_at_least (t h : R) : 0 < t -> t <= h -> / h <= / t.
Proof. intros. now apply Rinv_le_contravar. Qed.
Ltac bounds_of_inverse t h :=
  assert (/ h <= / t) by (apply inverse_at_least; first [ assumption | lra | interval | sign ]);
  unfold Rdiv; let u := fresh in set (u := / t) in *; clearbody u.

Ltac bounds_of_asin t l h :=
  replace (asin t) with (PI / 2 - acos t) by (rewrite acos_asin by (split; first [ lra | interval ]); ring);
  bounds_of_acos t l h.

(* Equations.  `facts` puts equations into the context: squares of sines, roots and moduli, sines of sums. *)
Ltac argument t v := replace t with v by (field; nonzero).
Ltac special f t := progress
  (first [ argument t 0 | argument t PI | argument t (PI / 2) | argument t (- PI) | argument t 1 | argument t (-1) | argument t (1 / 2)
         | argument t (-1 / 2) ];
   rewrite ?cos_neg, ?sin_neg, ?sin_0, ?cos_0, ?sin_PI, ?cos_PI, ?sin_PI2, ?cos_PI2, ?tan_0, ?exp_0, ?ln_1, ?sqrt_0,
     ?sqrt_1, ?atan_0, ?atan_1, ?asin_0, ?acos_0, ?acos_1, ?asin_1, ?acos_of_minus_one, ?asin_of_minus_one,
     ?acos_of_half, ?asin_of_half, ?acos_of_minus_half, ?asin_of_minus_half, ?Rabs_R0, ?Rabs_R1).
Ltac specials := repeat match goal with
  | |- context [ ?f ?t ] =>
    lazymatch f with
    | sin => special f t | cos => special f t | exp => special f t | ln => special f t
    | sqrt => special f t | atan => special f t | Rabs => special f t | acos => special f t | asin => special f t
    end
  end.

Ltac circle name t := assert (name : sin t ^ 2 = 1 - cos t ^ 2) by (generalize (sin2_cos2 t); unfold Rsqr; lra).
Ltac square_of_root name t := assert (name : sqrt t ^ 2 = t) by
  (apply pow2_sqrt; first [ assumption | lra | interval | sign | nra ]).
Ltac square_of_modulus name t := assert (name : Rabs t ^ 2 = t ^ 2) by (rewrite pow2_abs; reflexivity).

Lemma sin_of_acos (t : R) : -1 <= t <= 1 -> sin (acos t) = sqrt (1 + -1 * t ^ 2).
Proof. intros. rewrite sin_acos by assumption. f_equal. unfold Rsqr. ring. Qed.
Lemma cos_of_asin (t : R) : -1 <= t <= 1 -> cos (asin t) = sqrt (1 + -1 * t ^ 2).
Proof. intros. rewrite cos_asin by assumption. f_equal. unfold Rsqr. ring. Qed.
Lemma sin_of_atan (t : R) : sin (atan t) = t / sqrt (1 + t ^ 2).
Proof. rewrite sin_atan. do 2 f_equal. unfold Rsqr. ring. Qed.
Lemma cos_of_atan (t : R) : cos (atan t) = 1 / sqrt (1 + t ^ 2).
Proof. rewrite cos_atan. do 2 f_equal. unfold Rsqr. ring. Qed.

Ltac inside := split; first [ assumption | lra | interval | nra ].
Ltac arc_acos t := rewrite ?(sin_of_acos t), ?(cos_acos t) by inside.
Ltac arc_asin t := rewrite ?(sin_asin t), ?(cos_of_asin t) by inside.
Ltac arc_atan t := rewrite ?(sin_of_atan t), ?(cos_of_atan t).

(* Goals ln t = s with exp s = t. *)
Lemma log_is (t s : R) : t = exp s -> ln t = s.
Proof. intros ->. apply ln_exp. Qed.

Lemma root_is (a g : R) : a = g ^ 2 -> 0 <= g -> sqrt a = g.
Proof. intros -> H. rewrite <- Rsqr_pow2. now apply sqrt_Rsqr. Qed.

Ltac positive := first [ assumption | lra | interval | sign ].
Ltac exponentials :=
  repeat match goal with
  | |- context [ exp (2 * ?x) ] => replace (2 * x) with (x + x) by ring
  | |- context [ exp (-1 * ?x) ] => replace (-1 * x) with (- x) by ring
  end;
  rewrite ?exp_plus, ?exp_Ropp, ?exp_0;
  repeat match goal with |- context [ exp (ln ?x) ] => rewrite (exp_ln x) by positive end.

Ltac fielded := first [ ring | field; nonzero ].
Ltac same_argument := match goal with |- ?f ?a = ?f ?b => apply (f_equal f) | _ => f_equal end; fielded.

Ltac same_modulus := rewrite <- Rabs_Ropp; apply (f_equal Rabs); fielded.

(* Sums in arguments by their parts, which `expanded` then takes apart. *)
Ltac sum_in_circle t total :=
  try replace (sin t) with (sin total) by same_argument; try replace (cos t) with (cos total) by same_argument.
Ltac sum_in_exponent t total := try replace (exp t) with (exp total) by same_argument.
Ltac number_in_log t total := replace (ln t) with total by (symmetry; apply log_is; exponentials; field; nonzero).
Ltac number_under_root t n total :=
  replace (sqrt t) with total by (symmetry; apply root_is; [ let H := fresh in square_of_root H n; first [ ring [H] | field [H]; nonzero ] | interval ]).
Ltac expanded :=
  rewrite ?ln_exp; repeat first [ rewrite sin_plus | rewrite cos_plus ];
  rewrite ?sin_neg, ?cos_neg, ?sin_PI2, ?cos_PI2, ?sin_PI, ?cos_PI, ?sin_PI6, ?cos_PI6,
    ?sin_PI4, ?cos_PI4, ?sin_PI3, ?cos_PI3, ?sin_0, ?cos_0; exponentials.

(* Values of a function at equal arguments, written in the same way. *)
Ltac alike_in f := repeat match goal with
  | |- context [ f ?a ] =>
    match goal with
    | |- context [ f ?b ] =>
      tryif constr_eq a b then fail else replace (f a) with (f b) by (apply (f_equal f); first [ ring | field; nonzero ])
    end
  end.
Ltac alike := alike_in sqrt; alike_in exp; alike_in ln; alike_in sin; alike_in cos; alike_in atan.

Ltac same facts closing := first
  [ reflexivity | lra | ring | solve [ field; nonzero ]
  | solve [ specials; first [ lra | field; nonzero ] ]
  | solve [ facts; expanded; closing ]
  | solve [ facts; expanded; specials; closing ]
  | solve [ facts; expanded; alike; closing ]
  | solve [ facts; rewrite ?ln_exp; alike; closing ]
  | interval ].

Ltac resolved := first
  [ reflexivity
  | match goal with
    | |- Rabs ?a = _ => first [ rewrite (Rabs_pos_eq a) by lra | rewrite (Rabs_left1 a) by lra ]; lra
    | |- Rmax ?a ?b = _ => first [ rewrite (Rmax_left a b) by lra | rewrite (Rmax_right a b) by lra ]; lra
    | |- Rmin ?a ?b = _ => first [ rewrite (Rmin_left a b) by lra | rewrite (Rmin_right a b) by lra ]; lra
    end ].

(* Squares, and functions that increase. *)

Lemma above_by_squares (a b : R) : 0 <= a -> 0 < a ^ 2 - b ^ 2 -> 0 < a + b.
Proof. intros. destruct (Rlt_or_le 0 (a + b)); [assumption | nra]. Qed.

Lemma not_below_by_squares (a b : R) : 0 <= a -> 0 <= a ^ 2 - b ^ 2 -> 0 <= a + b.
Proof. intros. destruct (Rle_or_lt 0 (a + b)); [assumption | nra]. Qed.

Lemma by_exp_lt (a b : R) : 0 < exp a + -1 * exp b -> 0 < a + -1 * b.
Proof. intros. assert (b < a) by (apply exp_lt_inv; lra). lra. Qed.

Lemma by_exp_le (a b : R) : 0 <= exp a + -1 * exp b -> 0 <= a + -1 * b.
Proof. intros [H | H]; [left; now apply by_exp_lt | right; rewrite (exp_inv a b); lra]. Qed.

Lemma of_exp_lt (a b : R) : 0 < a + -1 * b -> 0 < exp a + -1 * exp b.
Proof. intros. assert (exp b < exp a) by (apply exp_increasing; lra). lra. Qed.

Lemma of_exp_le (a b : R) : 0 <= a + -1 * b -> 0 <= exp a + -1 * exp b.
Proof. intros [H | H]; [left; now apply of_exp_lt | right; replace b with a by lra; lra]. Qed.

Lemma of_log_lt (a b : R) : 0 < b -> 0 < a + -1 * b -> 0 < ln a + -1 * ln b.
Proof. intros. assert (ln b < ln a) by (apply ln_increasing; lra). lra. Qed.

Lemma of_log_le (a b : R) : 0 < b -> 0 <= a + -1 * b -> 0 <= ln a + -1 * ln b.
Proof. intros B [H | H]; [left; now apply of_log_lt | right; replace b with a by lra; lra]. Qed.

Lemma by_log_lt (a b : R) : 0 < a -> 0 < b -> 0 < ln a + -1 * ln b -> 0 < a + -1 * b.
Proof. intros. assert (b < a) by (apply ln_lt_inv; lra). lra. Qed.

Lemma by_log_le (a b : R) : 0 < a -> 0 < b -> 0 <= ln a + -1 * ln b -> 0 <= a + -1 * b.
Proof. intros A B [H | H]; [left; now apply by_log_lt | right; rewrite (ln_inv a b); lra]. Qed.

(* What functions are known to be. *)
Ltac fact_sin t := pose proof (SIN_bound t); lra.
Ltac fact_cos t := pose proof (COS_bound t); lra.
Ltac fact_atan t := pose proof (atan_bound t); lra.
Ltac fact_abs t := pose proof (Rle_abs t); pose proof (Rle_abs (- t)); rewrite ?Rabs_Ropp in *; lra.
Ltac fact_floor t := pose proof (Zfloor_lb t); pose proof (Zfloor_ub t); lra.
Ltac fact_ceiling t := pose proof (Zceil_ub t); pose proof (Zceil_lb t); lra.

(* acos and asin are continuous at the ends, too. *)
Lemma acos_beyond_one (x : R) : 1 <= x -> acos x = 0.
Proof.
  intros. unfold acos. destruct (Rle_dec x (-1)); [lra |]. destruct (Rle_dec 1 x); [reflexivity | contradiction].
Qed.

Lemma acos_continuous_at_one : continuity_pt acos 1.
Proof.
  intros e E. set (d := Rmin e 3). assert (D : 0 < d <= 3) by (unfold d, Rmin; destruct (Rle_dec e 3); lra).
  assert (d <= e) by (apply Rmin_l). pose proof PI_bounds.
  assert (C : cos d < 1) by (rewrite <- cos_0; apply cos_decreasing_1; lra).
  exists (Rmin (1 - cos d) 1). split; [apply Rmin_glb_lt; lra |].
  simpl. unfold R_dist. intros x [_ N]. rewrite acos_1, Rminus_0_r.
  pose proof (Rmin_l (1 - cos d) 1). pose proof (Rmin_r (1 - cos d) 1).
  destruct (Rle_or_lt 1 x) as [O | O]; [rewrite acos_beyond_one, Rabs_R0; lra |].
  rewrite Rabs_left in N by lra. pose proof (acos_bound x) as B.
  rewrite Rabs_pos_eq by lra. destruct (Rlt_or_le (acos x) d) as [L | L]; [lra | exfalso].
  assert (cos (acos x) <= cos d) by (destruct L as [L | <-]; [left; apply cos_decreasing_1; lra | lra]).
  rewrite cos_acos in * by lra. lra.
Qed.

Lemma acos_continuous_at_minus_one : continuity_pt acos (-1).
Proof.
  assert (H : continuity_pt (fun x => PI - acos (- x)) (-1)).
  { apply continuity_pt_minus; [apply continuity_pt_const; now intros ? ? |].
    apply (continuity_pt_comp Ropp acos); [apply continuity_pt_opp, derivable_continuous_pt, derivable_pt_id |].
    replace (- -1) with 1 by ring. apply acos_continuous_at_one. }
  eapply continuity_pt_ext; [| exact H]. intros x. simpl. rewrite acos_opp. ring.
Qed.

Lemma acos_continuous (x : R) : -1 <= x <= 1 -> continuity_pt acos x.
Proof.
  intros [[A | <-] B]; [destruct B as [B | ->] | apply acos_continuous_at_minus_one];
    [apply derivable_continuous_pt, derivable_pt_acos; lra | apply acos_continuous_at_one].
Qed.

Lemma asin_continuous (x : R) : -1 <= x <= 1 -> continuity_pt asin x.
Proof.
  intros X. assert (A : forall t, asin t = PI / 2 - acos t).
  { intros t. unfold acos. destruct (Rle_dec t (-1)) as [L |]; [| destruct (Rle_dec 1 t)].
    - unfold asin. destruct (Rle_dec t (-1)); [lra | contradiction].
    - unfold asin. destruct (Rle_dec t (-1)); [contradiction |]. destruct (Rle_dec 1 t); [lra | contradiction].
    - unfold asin. destruct (Rle_dec t (-1)); [contradiction |]. destruct (Rle_dec 1 t); [contradiction | lra]. }
  eapply continuity_pt_ext; [intros t; symmetry; apply A |].
  apply continuity_pt_minus; [apply continuity_pt_const; now intros ? ? | now apply acos_continuous].
Qed.

(* Mean value theorem: f y - f x = f' c (y - x) for some c strictly between x and y. *)
Lemma mean_value (f g : R -> R) (x y : R) :
  (forall t, x < t < y -> is_derive f t (g t)) -> continuity_pt f x -> continuity_pt f y -> x < y ->
  exists c, x < c < y /\ f y - f x = g c * (y - x).
Proof.
  intros D X Y xy.
  assert (P : forall c, x < c < y -> derivable_pt f c).
  { intros c C. exists (g c). apply is_derive_Reals, D, C. }
  assert (K : forall c, x <= c <= y -> continuity_pt f c).
  { intros c [[U | <-] [V | ->]]; [apply derivable_continuous_pt, P; lra | | | ]; try assumption. }
  destruct (MVT f id x y P (fun c _ => derivable_pt_id c) xy K) as [c [C E]].
  { intros c _. apply derivable_continuous_pt, derivable_pt_id. }
  exists c. split; [assumption |]. rewrite derive_pt_id in E. unfold id in E.
  replace (derive_pt f c (P c C)) with (g c) in E; [lra |].
  symmetry. apply derive_pt_eq_0, is_derive_Reals, D, C.
Qed.

Lemma derive_continuous (f : R -> R) (t l : R) : is_derive f t l -> continuity_pt f t.
Proof. intros D. apply derivable_continuous_pt. exists l. now apply is_derive_Reals. Qed.

Lemma climbs (f g : R -> R) (e x : R) :
  e <= x -> (forall t, e < t < x -> is_derive f t (g t)) -> continuity_pt f e -> continuity_pt f x ->
  (forall t, e < t < x -> 0 <= g t) -> f e <= f x.
Proof.
  intros ex D A B S. destruct (Req_dec e x) as [-> | H]; [lra |].
  destruct (mean_value f g e x D A B) as [c [C M]]; [lra |].
  assert (0 <= g c * (x - e)) by (apply Rmult_le_pos; [now apply S | lra]). lra.
Qed.

Lemma up (f g : R -> R) (e x : R) :
  e <= x -> (forall t, e < t < x -> is_derive f t (g t)) -> continuity_pt f e -> continuity_pt f x ->
  (forall t, e < t < x -> 0 <= g t) -> 0 <= f e -> 0 <= f x.
Proof. intros ex D A B S E. pose proof (climbs f g e x ex D A B S). lra. Qed.

Lemma up_at_edge (f g : R -> R) (e x : R) :
  e <= x -> (forall t, e < t < x -> is_derive f t (g t)) -> continuity_pt f e -> continuity_pt f x ->
  (forall t, e < t < x -> 0 <= g t) -> 0 < f e -> 0 < f x.
Proof. intros ex D A B S E. pose proof (climbs f g e x ex D A B S). lra. Qed.

Lemma up_strictly (f g : R -> R) (e x : R) :
  e < x -> (forall t, e < t < x -> is_derive f t (g t)) -> continuity_pt f e -> continuity_pt f x ->
  (forall t, e < t < x -> 0 < g t) -> 0 <= f e -> 0 < f x.
Proof.
  intros ex D A B S E. destruct (Req_dec e x) as [H | H]; [lra |].
  destruct (mean_value f g e x D A B) as [c [C M]]; [lra |].
  assert (0 < g c * (x - e)) by (apply Rmult_lt_0_compat; [now apply S | lra]). lra.
Qed.

(* In those below the sign is that of -1 g. *)
Lemma descends (f g : R -> R) (e x : R) :
  x <= e -> (forall t, x < t < e -> is_derive f t (g t)) -> continuity_pt f x -> continuity_pt f e ->
  (forall t, x < t < e -> 0 <= -1 * g t) -> f e <= f x.
Proof.
  intros ex D A B S. destruct (Req_dec e x) as [-> | H]; [lra |].
  destruct (mean_value f g x e D A B) as [c [C M]]; [lra |].
  assert (0 <= (-1 * g c) * (e - x)) by (apply Rmult_le_pos; [now apply S | lra]). lra.
Qed.

Lemma down (f g : R -> R) (e x : R) :
  x <= e -> (forall t, x < t < e -> is_derive f t (g t)) -> continuity_pt f x -> continuity_pt f e ->
  (forall t, x < t < e -> 0 <= -1 * g t) -> 0 <= f e -> 0 <= f x.
Proof. intros ex D A B S E. pose proof (descends f g e x ex D A B S). lra. Qed.

Lemma down_at_edge (f g : R -> R) (e x : R) :
  x <= e -> (forall t, x < t < e -> is_derive f t (g t)) -> continuity_pt f x -> continuity_pt f e ->
  (forall t, x < t < e -> 0 <= -1 * g t) -> 0 < f e -> 0 < f x.
Proof. intros ex D A B S E. pose proof (descends f g e x ex D A B S). lra. Qed.

Lemma down_strictly (f g : R -> R) (e x : R) :
  x < e -> (forall t, x < t < e -> is_derive f t (g t)) -> continuity_pt f x -> continuity_pt f e ->
  (forall t, x < t < e -> 0 < -1 * g t) -> 0 <= f e -> 0 < f x.
Proof.
  intros ex D A B S E. destruct (Req_dec e x) as [H | H]; [lra |].
  destruct (mean_value f g x e D A B) as [c [C M]]; [lra |].
  assert (0 < (-1 * g c) * (e - x)) by (apply Rmult_lt_0_compat; [now apply S | lra]). lra.
Qed.

(* From one end of a side, for chains of derivatives. *)
Lemma rises (f g : R -> R) (a b : R) :
  (forall t, a <= t <= b -> is_derive f t (g t)) -> 0 <= f a -> (forall t, a <= t -> t <= b -> 0 <= g t) ->
  forall x, a <= x -> x <= b -> 0 <= f x.
Proof.
  intros D A P x ax xb. apply (up f g a x); try assumption; intros;
    try (eapply derive_continuous); first [ apply D | apply P ]; lra.
Qed.

Lemma rises_strictly (f g : R -> R) (a b : R) :
  (forall t, a <= t <= b -> is_derive f t (g t)) -> 0 <= f a -> (forall t, a < t -> t <= b -> 0 < g t) ->
  forall x, a < x -> x <= b -> 0 < f x.
Proof.
  intros D A P x ax xb. apply (up_strictly f g a x); try assumption; intros;
    try (eapply derive_continuous); first [ apply D | apply P ]; lra.
Qed.

Lemma falls (f g : R -> R) (a b : R) :
  (forall t, a <= t <= b -> is_derive f t (-1 * g t)) -> 0 <= f b -> (forall t, a <= t -> t <= b -> 0 <= g t) ->
  forall x, a <= x -> x <= b -> 0 <= f x.
Proof.
  intros D B P x ax xb. apply (down f (fun t => -1 * g t) b x); try assumption; intros;
    try (eapply derive_continuous); try (apply D; lra).
  assert (0 <= g t) by (apply P; lra). lra.
Qed.

Lemma falls_strictly (f g : R -> R) (a b : R) :
  (forall t, a <= t <= b -> is_derive f t (-1 * g t)) -> 0 <= f b -> (forall t, a <= t -> t < b -> 0 < g t) ->
  forall x, a <= x -> x < b -> 0 < f x.
Proof.
  intros D B P x ax xb. apply (down_strictly f (fun t => -1 * g t) b x); try assumption; intros;
    try (eapply derive_continuous); try (apply D; lra).
  assert (0 < g t) by (apply P; lra). lra.
Qed.

(* The same without another end. *)
Lemma rises_forever (f g : R -> R) (a : R) :
  (forall t, a <= t -> is_derive f t (g t)) -> 0 <= f a -> (forall t, a <= t -> 0 <= g t) ->
  forall x, a <= x -> 0 <= f x.
Proof. intros D A P x X. apply (rises f g a x); auto; intros; [apply D | ]; lra. Qed.

Lemma rises_strictly_forever (f g : R -> R) (a : R) :
  (forall t, a <= t -> is_derive f t (g t)) -> 0 <= f a -> (forall t, a < t -> 0 < g t) ->
  forall x, a < x -> 0 < f x.
Proof. intros D A P x X. apply (rises_strictly f g a x); auto; intros; [apply D |]; lra. Qed.

Lemma falls_forever (f g : R -> R) (b : R) :
  (forall t, t <= b -> is_derive f t (-1 * g t)) -> 0 <= f b -> (forall t, t <= b -> 0 <= g t) ->
  forall x, x <= b -> 0 <= f x.
Proof. intros D A P x X. apply (falls f g x b); auto; intros; [apply D |]; lra. Qed.

Lemma falls_strictly_forever (f g : R -> R) (b : R) :
  (forall t, t <= b -> is_derive f t (-1 * g t)) -> 0 <= f b -> (forall t, t < b -> 0 < g t) ->
  forall x, x < b -> 0 < f x.
Proof. intros D A P x X. apply (falls_strictly f g x b); auto; intros; [apply D |]; lra. Qed.

Lemma above_its_chord (f g h : R -> R) (a b x : R) :
  a <= x <= b -> (forall t, a < t < b -> is_derive f t (g t)) -> continuity_pt f a -> continuity_pt f b ->
  (forall t, a < t < b -> is_derive g t (h t)) -> (forall t, a < t < b -> 0 <= -1 * h t) ->
  0 <= f a -> 0 <= f b -> 0 <= f x.
Proof.
  intros X D Ca Cb E S A B. destruct (Rle_or_lt 0 (f x)) as [| N]; [assumption | exfalso].
  assert (a <> x) by (intros <-; lra). assert (x <> b) by (intros ->; lra).
  assert (Cx : continuity_pt f x) by (eapply derive_continuous; apply D; lra).
  destruct (mean_value f g a x) as [c [C M]]; try assumption; try lra; [intros; apply D; lra |].
  destruct (mean_value f g x b) as [d [I O]]; try assumption; try lra; [intros; apply D; lra |].
  destruct (mean_value g h c d) as [u [U V]]; try lra;
    [intros; apply E; lra | eapply derive_continuous; apply E; lra | eapply derive_continuous; apply E; lra |].
  assert (g c < 0) by (apply Rnot_le_lt; intro; assert (0 <= g c * (x - a)) by (apply Rmult_le_pos; lra); lra).
  assert (0 < g d) by (apply Rnot_le_lt; intro; assert (0 <= - g d * (b - x)) by (apply Rmult_le_pos; lra); lra).
  assert (0 <= (-1 * h u) * (d - c)) by (apply Rmult_le_pos; [apply S |]; lra). lra.
Qed.

Lemma above_its_chord_strictly (f g h : R -> R) (a b x : R) :
  a <= x <= b -> (forall t, a < t < b -> is_derive f t (g t)) -> continuity_pt f a -> continuity_pt f b ->
  (forall t, a < t < b -> is_derive g t (h t)) -> (forall t, a < t < b -> 0 <= -1 * h t) ->
  0 < f a -> 0 < f b -> 0 < f x.
Proof.
  intros X D Ca Cb E S A B. set (m := Rmin (f a) (f b)).
  assert (0 < m) by now apply Rmin_glb_lt.
  assert (0 <= f x - m); [| lra].
  apply (above_its_chord (fun t => f t - m) g h a b x); try assumption.
  - intros t T. auto_derive; [exists (g t); now apply D |].
    replace (Derive (fun u : R => f u) t) with (g t) by (symmetry; now apply is_derive_unique, D). ring.
  - now apply continuity_pt_minus; [| apply continuity_pt_const].
  - now apply continuity_pt_minus; [| apply continuity_pt_const].
  - pose proof (Rmin_l (f a) (f b)). unfold m. lra.
  - pose proof (Rmin_r (f a) (f b)). unfold m. lra.
Qed.

(* f at p + s (x - p) for s from 0 to 1, by its slope at p and its second slope on the way. *)
Lemma beyond_a_critical_point (f g h : R -> R) :
  (forall s, 0 <= s <= 1 -> is_derive f s (g s)) -> (forall s, 0 <= s <= 1 -> is_derive g s (h s)) ->
  0 <= f 0 -> g 0 = 0 -> (forall s, 0 <= s <= 1 -> 0 <= h s) -> 0 <= f 1.
Proof.
  intros D E F G H. apply (rises f g 0 1 D F); try lra. intros t T U.
  apply (rises g h 0 1 E); try lra. intros. now apply H.
Qed.

Lemma strictly_beyond_a_critical_point (f g h : R -> R) :
  (forall s, 0 <= s <= 1 -> is_derive f s (g s)) -> (forall s, 0 <= s <= 1 -> is_derive g s (h s)) ->
  0 < f 0 -> g 0 = 0 -> (forall s, 0 <= s <= 1 -> 0 <= h s) -> 0 < f 1.
Proof.
  intros D E F G H. apply (up_at_edge f g 0 1); try lra.
  - intros. apply D. lra.
  - eapply derive_continuous. apply D. lra.
  - eapply derive_continuous. apply D. lra.
  - intros t T. apply (rises g h 0 1 E); try lra. intros. now apply H.
Qed.

Lemma definite_of_one (a d : R) : 0 <= a -> 0 <= a * d ^ 2.
Proof. intros. apply Rmult_le_pos; [assumption | apply pow2_ge_0]. Qed.

(* a d² + 2 b d e + c e² = a (d + b e/a)² + (a c - b²) e²/a *)
Lemma definite_of_two (a b c d e : R) : 0 < a -> 0 <= a * c - b ^ 2 -> 0 <= a * d ^ 2 + 2 * b * (d * e) + c * e ^ 2.
Proof.
  intros A B. replace (a * d ^ 2 + 2 * b * (d * e) + c * e ^ 2)
    with (a * (d + b * e / a) ^ 2 + (a * c - b ^ 2) * e ^ 2 / a) by (field; lra).
  apply Rplus_le_le_0_compat; [apply Rmult_le_pos; [lra | apply pow2_ge_0] |].
  apply Rdiv_le_0_compat; [apply Rmult_le_pos; [assumption | apply pow2_ge_0] | assumption].
Qed.

Lemma from_points (p x s l : R) : 0 <= s <= 1 -> l <= p -> l <= x -> l <= p + s * (x - p).
Proof. intros. nra. Qed.
Lemma to_points (p x s h : R) : 0 <= s <= 1 -> p <= h -> x <= h -> p + s * (x - p) <= h.
Proof. intros. nra. Qed.

(* Derivatives of functions that auto_derive does not know. *)
Global Program Instance derivative_of_acos : UnaryDiff' acos := {|
  UnaryDiff'_f' := fun x => -1 * / sqrt (1 + -1 * x ^ 2);
  UnaryDiff'_df := fun x => -1 < x < 1 |}.
Next Obligation.
  apply is_derive_Reals. pose proof (derive_pt_eq_1 _ _ _ _ (derive_pt_acos x (conj H H0))) as D.
  replace (-1 * / sqrt (1 + -1 * (x * (x * 1)))) with (-1 / sqrt (1 - x²)); [exact D |].
  replace (1 + -1 * (x * (x * 1))) with (1 - x²) by (unfold Rsqr; ring). unfold Rdiv. ring.
Qed.

Global Program Instance derivative_of_asin : UnaryDiff' asin := {|
  UnaryDiff'_f' := fun x => / sqrt (1 + -1 * x ^ 2);
  UnaryDiff'_df := fun x => -1 < x < 1 |}.
Next Obligation.
  apply is_derive_Reals. pose proof (derive_pt_eq_1 _ _ _ _ (derive_pt_asin x (conj H H0))) as D.
  replace (/ sqrt (1 + -1 * (x * (x * 1)))) with (1 / sqrt (1 - x²)); [exact D |].
  replace (1 + -1 * (x * (x * 1))) with (1 - x²) by (unfold Rsqr; ring). unfold Rdiv. ring.
Qed.

Ltac side_condition := first [ exact I | assumption | lra | nonzero | interval | sign | nra ].
Ltac by_circles := match goal with
  | |- context [ sin ?t ] => let H := fresh in circle H t; first [ ring [H] | field [H]; nonzero ]
  end.

(* Continuity at an end of a side: by a derivative there, or part by part. *)
Ltac smooth := eapply derive_continuous; auto_derive; [ exact I | reflexivity ].
Ltac through f a p := change (continuity_pt (comp f a) p); apply continuity_pt_comp.
Ltac continuous := cbv beta; first
  [ eapply derive_continuous; auto_derive; [ repeat split; side_condition | reflexivity ]
  | match goal with
    | |- continuity_pt (fun t => ?a) _ => apply continuity_pt_const; now intros ? ?
    | |- continuity_pt (fun t => @?a t + @?b t) _ => apply (continuity_pt_plus a b); continuous
    | |- continuity_pt (fun t => @?a t * @?b t) _ => apply (continuity_pt_mult a b); continuous
    | |- continuity_pt (fun t => @?a t / @?b t) _ =>
      apply (continuity_pt_div a b); [ continuous | continuous | cbv beta; nonzero ]
    | |- continuity_pt (fun t => (@?a t) ^ ?n) ?p => through (fun u => u ^ n) a p; [ continuous | smooth ]
    | |- continuity_pt (fun t => exp (@?a t)) ?p => through exp a p; [ continuous | smooth ]
    | |- continuity_pt (fun t => sin (@?a t)) ?p => through sin a p; [ continuous | smooth ]
    | |- continuity_pt (fun t => cos (@?a t)) ?p => through cos a p; [ continuous | smooth ]
    | |- continuity_pt (fun t => Rabs (@?a t)) ?p => through Rabs a p; [ continuous | apply Rcontinuity_abs ]
    | |- continuity_pt (fun t => sqrt (@?a t)) ?p =>
      through sqrt a p; [ continuous | apply continuity_pt_sqrt; cbv beta; side_condition ]
    | |- continuity_pt (fun t => acos (@?a t)) ?p =>
      through acos a p; [ continuous | apply acos_continuous; cbv beta; split; side_condition ]
    | |- continuity_pt (fun t => asin (@?a t)) ?p =>
      through asin a p; [ continuous | apply asin_continuous; cbv beta; split; side_condition ]
    end ].
Ltac slope := auto_derive;
  [ repeat split; side_condition
  | first [ ring | solve [ field; nonzero ] | lra | solve [ alike; first [ ring | field; nonzero ] ] | by_circles ] ].
Ltac with_squares := repeat match goal with
  | |- context [ ?a ^ 2 ] => lazymatch goal with _ : 0 <= a ^ 2 |- _ => fail | _ => pose proof (pow2_ge_0 a) end
  end; lra.
Ltac turned_sign := match goal with |- 0 <= -1 * ?e => cut (0 <= - e); [ lra | sign ] end.

Lemma by_period_up (P : R -> Prop) (T : R) :
  (forall x, P (x + T) <-> P x) -> forall n x, P (x + INR n * T) <-> P x.
Proof.
  intros H n. induction n as [| n I]; intros x.
  - replace (x + INR 0 * T) with x by (simpl; ring). tauto.
  - rewrite S_INR. replace (x + (INR n + 1) * T) with ((x + INR n * T) + T) by ring. rewrite H. apply I.
Qed.

Lemma by_period (P : R -> Prop) (T a : R) :
  0 < T -> (forall x, P (x + T) <-> P x) -> (forall x, a <= x <= a + T -> P x) -> forall x, P x.
Proof.
  intros pos H S x. set (n := Zfloor ((x - a) / T)).
  assert (B : a <= x - IZR n * T <= a + T).
  { pose proof (Zfloor_lb ((x - a) / T)) as L. pose proof (Zfloor_ub ((x - a) / T)) as U. fold n in L, U.
    assert (x - a = (x - a) / T * T) by (field; lra).
    assert (IZR n * T <= (x - a) / T * T) by (apply Rmult_le_compat_r; lra).
    assert ((x - a) / T * T <= (IZR n + 1) * T) by (apply Rmult_le_compat_r; lra). lra. }
  apply S in B. destruct (Z_le_gt_dec 0 n) as [L | L].
  - apply (by_period_up P T H (Z.to_nat n)) in B. rewrite INR_IZR_INZ, Z2Nat.id in B by assumption.
    now replace (x - IZR n * T + IZR n * T) with x in B by ring.
  - apply (by_period_up P T H (Z.to_nat (- n))). rewrite INR_IZR_INZ, Z2Nat.id, opp_IZR by lia.
    now replace (x + - IZR n * T) with (x - IZR n * T) by ring.
Qed.
